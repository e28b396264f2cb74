/**
 * {@code oneport-client merge}: the results of several machines that loaded one server at the same time, as one.
 */
package io.oneport.client.experiment.merge;

/** What the commands of {@code oneport-client} share: exit codes, options, and how errors are told. */
package io.oneport.client.cli;

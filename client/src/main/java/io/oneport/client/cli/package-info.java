/** What the commands of {@code oneport-client} share: exit codes, options, and how errors are told. */
@NullMarked
package io.oneport.client.cli;

import org.jspecify.annotations.NullMarked;

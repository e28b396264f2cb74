/** What an operator may see and do over HTTP: the ledger, and closing one socket. */
@NullMarked
package io.oneport.server.features.admin;

import org.jspecify.annotations.NullMarked;

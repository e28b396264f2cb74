/** What an operator may see and do over HTTP: the ledger, and closing one socket. */
package io.oneport.server.features.admin;

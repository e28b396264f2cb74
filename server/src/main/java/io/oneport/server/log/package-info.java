/** What keeps the log short whatever peers do. */
package io.oneport.server.log;

/**
 * Files of one directory, at every path that no route takes.
 *
 * <p>{@link io.oneport.server.features.files.FileRoutes} answers on the event loop, from {@link
 * io.oneport.server.features.files.FileCache} where the file is small and was looked at within the last second. Everything that
 * may wait for a disk is done by {@link io.oneport.server.features.files.FileThreads}: {@link
 * io.oneport.server.features.files.FileTree} finds and opens files without following a link out of the directory, and {@link
 * io.oneport.server.features.files.OpenFile} brings large ones into memory before an event loop sends them. {@link
 * io.oneport.server.features.files.Preconditions} and {@link io.oneport.server.features.files.ByteRange} decide and know no file.
 */
@NullMarked
package io.oneport.server.features.files;

import org.jspecify.annotations.NullMarked;

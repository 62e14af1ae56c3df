/** What several packages of this module share and no user sees. */
package dev.ropewalk.multiprocess.internal;

/** What several packages of this module share and nobody else sees. */
package dev.ropewalk.executors.internal;

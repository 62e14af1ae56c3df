/** What programs may put in the place of parts of this module. */
package dev.ropewalk.multiprocess.spi;

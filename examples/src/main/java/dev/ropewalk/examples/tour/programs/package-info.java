/** The examples of the document, one program each, to be read beside the Python original. */
@NullMarked
package dev.ropewalk.examples.tour.programs;

import org.jspecify.annotations.NullMarked;

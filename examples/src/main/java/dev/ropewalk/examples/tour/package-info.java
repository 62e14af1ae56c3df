/**
 * The tour: every example of the document that Ropewalk grew from, in Java, run as a program of its own and compared with
 * what the document says it prints. {@link dev.ropewalk.examples.tour.Tour} runs it, {@code mvn -q -Ptour}.
 *
 * <p>Nothing here but the {@linkplain dev.ropewalk.examples.tour.programs programs} uses Ropewalk: what is checked does
 * not check itself.
 */
@NullMarked
package dev.ropewalk.examples.tour;

import org.jspecify.annotations.NullMarked;

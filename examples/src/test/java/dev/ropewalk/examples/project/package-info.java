/**
 * Tests of the whole build: what the modules may use, what every public name documents, and that the parity tables, the
 * READMEs and the examples say what is so.
 *
 * <p>They run in this module because it is the last that sees all others, and read the project's own files, found by the
 * system property {@code ropewalk.root}. Each rule is a class of its own ({@code ...Rules}) that takes its input and
 * returns what is wrong with it, so that each test can also show the rule something bad.
 */
package dev.ropewalk.examples.project;

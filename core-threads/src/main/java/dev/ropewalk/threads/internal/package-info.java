/**
 * What the modules of Ropewalk share and no user sees: deadlines, the decision when to spin before parking, and the base
 * of all JFR events. Exported by name to Ropewalk's own modules; changes without notice.
 */
package dev.ropewalk.threads.internal;

package dev.ropewalk.async;

import java.util.Collection;

/** Something that ends by the end of others. */
@FunctionalInterface
interface Parts {

  /** Those others, ended or not. Called with the baton. */
  Collection<? extends Awaitable<?>> parts();
}

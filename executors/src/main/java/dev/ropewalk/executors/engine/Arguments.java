package dev.ropewalk.executors.engine;

import dev.ropewalk.executors.PortableBiFunction;
import dev.ropewalk.executors.PortableFunction;
import java.io.Serializable;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Two arguments on their way to a function: {@code Map.entry} does not travel. */
record Arguments<A extends @Nullable Object, B extends @Nullable Object>(A first, B second)
    implements Serializable {

  /** The function of both as a function of one item. */
  static <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
      PortableFunction<Arguments<A, B>, R> applying(
          PortableBiFunction<? super A, ? super B, ? extends R> function) {
    Objects.requireNonNull(function, "function");
    return both -> function.apply(both.first, both.second);
  }

  /** Pairs up two inputs, as far as both go; {@code zip}. */
  static <A extends @Nullable Object, B extends @Nullable Object> Items<Arguments<A, B>> zip(
      Iterable<? extends A> first, Iterable<? extends B> second) {
    Iterator<? extends A> firsts = first.iterator();
    Iterator<? extends B> seconds = second.iterator();
    Iterator<Arguments<A, B>> pairs =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return firsts.hasNext() && seconds.hasNext();
          }

          @Override
          public Arguments<A, B> next() {
            return new Arguments<>(firsts.next(), seconds.next());
          }
        };
    boolean bothEnd = first instanceof Collection && second instanceof Collection;
    return new Items<>(
        pairs, bothEnd ? Math.min(Items.size(first), Items.size(second)) : Items.UNKNOWN);
  }

  /** Pairs from the entries of an input. */
  static <A extends @Nullable Object, B extends @Nullable Object> Items<Arguments<A, B>> of(
      Iterable<? extends Map.Entry<? extends A, ? extends B>> entries) {
    Iterator<? extends Map.Entry<? extends A, ? extends B>> iterator = entries.iterator();
    Iterator<Arguments<A, B>> pairs =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return iterator.hasNext();
          }

          @Override
          public Arguments<A, B> next() {
            Map.Entry<? extends A, ? extends B> entry = iterator.next();
            return new Arguments<>(entry.getKey(), entry.getValue());
          }
        };
    return new Items<>(pairs, Items.size(entries));
  }
}

package dev.ropewalk.sync.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.ropewalk.testkit.JoinedThreads.Started;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link PriorityWorkQueue}: the JDK's contract, and the order. */
final class PriorityWorkQueueTest extends BlockingQueueContract {

  /** Items that compare by urgency alone. */
  private record Job(int urgency, String name) {}

  private static final Comparator<Job> BY_URGENCY = Comparator.comparingInt(Job::urgency);

  /** An item, compared by its value until it refuses. */
  private static final class Moody implements Comparable<Moody> {
    final int value;
    boolean refuses;

    Moody(int value) {
      this.value = value;
    }

    @Override
    public int compareTo(Moody other) {
      if (refuses || other.refuses) {
        throw new IllegalCallerException("not today");
      }
      return Integer.compare(value, other.value);
    }

    @Override
    public String toString() {
      return Integer.toString(value);
    }
  }

  @Override
  PriorityWorkQueue<Integer> newQueue(int capacity) {
    return new PriorityWorkQueue<>(capacity);
  }

  @Test
  void constructors_checkTheirArguments() {
    assertThatIllegalArgumentException().isThrownBy(() -> new PriorityWorkQueue<Integer>(0));
    assertThatIllegalArgumentException().isThrownBy(() -> new PriorityWorkQueue<>(0, BY_URGENCY));
    assertThatNullPointerException()
        .isThrownBy(() -> new PriorityWorkQueue<Integer>((Comparator<Integer>) null));
    assertThat(new PriorityWorkQueue<Integer>().capacity()).isEqualTo(Integer.MAX_VALUE);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 17, 1_000})
  void items_leaveSmallestFirst(int count) {
    List<Integer> shuffled = new ArrayList<>();
    new Random(count).ints(count, 0, count).forEach(shuffled::add);
    PriorityWorkQueue<Integer> queue = newQueue(count);
    queue.addAll(shuffled);
    List<Integer> sorted = shuffled.stream().sorted().toList();
    assertThat(queue).containsExactlyElementsOf(sorted);

    List<Integer> taken = new ArrayList<>();
    queue.drainTo(taken);

    assertThat(taken).isEqualTo(sorted);
  }

  @Test
  void comparator_decidesAndEqualItemsKeepTheirOrder() {
    PriorityWorkQueue<Job> queue = new PriorityWorkQueue<>(BY_URGENCY.reversed());
    for (int i = 0; i < 100; i++) {
      queue.add(new Job(i % 3, "job " + i));
    }
    for (int urgency = 2; urgency >= 0; urgency--) {
      for (int i = urgency; i < 100; i += 3) {
        assertThat(queue.remove()).isEqualTo(new Job(urgency, "job " + i));
      }
    }
  }

  @Test
  void interiorRemovals_keepOrderAndStability() {
    PriorityWorkQueue<Job> queue = new PriorityWorkQueue<>(BY_URGENCY);
    List<Job> left = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      Job job = new Job(i * 7 % 5, "job " + i);
      queue.add(job);
      left.add(job);
    }
    queue.removeIf(job -> job.name().endsWith("3"));
    left.removeIf(job -> job.name().endsWith("3"));
    assertThat(queue.remove(new Job(0, "job 10"))).isTrue();
    left.remove(new Job(0, "job 10"));
    Iterator<Job> items = queue.iterator();
    items.next();
    left.remove(items.next());
    items.remove();

    left.sort(BY_URGENCY);
    List<Job> taken = new ArrayList<>();
    queue.drainTo(taken);
    assertThat(taken).isEqualTo(left);
  }

  @Test
  void remove_equalItems_removesTheOneThatWouldLeaveFirst() {
    PriorityWorkQueue<String> queue =
        new PriorityWorkQueue<>(Comparator.comparingInt(String::length));
    String second = new String("b");
    queue.addAll(List.of("b", "a", second));

    assertThat(queue.remove("b")).isTrue();

    assertThat(queue.poll()).isEqualTo("a");
    assertThat(queue.poll()).isSameAs(second);
  }

  @Test
  void iterator_showsWhatWasThere_andRemovesOnlyThatItem() {
    PriorityWorkQueue<Integer> queue = newQueue(9);
    queue.addAll(List.of(3, 1, 2));
    Iterator<Integer> items = queue.iterator();
    assertThat(items.next()).isEqualTo(1);
    queue.remove();
    queue.add(1);

    items.remove();

    assertThat(queue).containsExactly(1, 2, 3);
    assertThat(items.next()).isEqualTo(2);
  }

  @Test
  @SuppressWarnings({"unchecked", "rawtypes"}) // is what must be refused
  void notComparable_isRefusedFromTheFirstOn() {
    PriorityWorkQueue queue = new PriorityWorkQueue();
    assertThatExceptionOfType(ClassCastException.class).isThrownBy(() -> queue.add(new Object()));
    queue.add(1);
    assertThatExceptionOfType(ClassCastException.class).isThrownBy(() -> queue.add("two"));

    assertThat(queue).hasSize(1);
    assertThat(queue.unfinished()).isEqualTo(1);
  }

  @Test
  void comparingThrows_nothingIsInsertedOrRemoved() {
    PriorityWorkQueue<Moody> queue = new PriorityWorkQueue<>();
    List<Moody> items = new ArrayList<>();
    for (int value : new int[] {5, 3, 8, 1, 9, 2, 7}) {
      items.add(new Moody(value));
    }
    queue.addAll(items);
    Moody middle = items.get(1);

    middle.refuses = true;
    assertThatExceptionOfType(IllegalCallerException.class)
        .isThrownBy(() -> queue.add(new Moody(0)));
    assertThatExceptionOfType(IllegalCallerException.class).isThrownBy(queue::poll);
    middle.refuses = false;

    assertThat(queue.unfinished()).isEqualTo(7);
    List<Moody> taken = new ArrayList<>();
    queue.drainTo(taken);
    assertThat(taken).hasToString("[1, 2, 3, 5, 7, 8, 9]");
  }

  @Test
  void comparingThrows_inAPutThatWasWoken_wakesTheNext() throws Exception {
    PriorityWorkQueue<Moody> queue = new PriorityWorkQueue<>(2);
    queue.addAll(List.of(new Moody(1), new Moody(2)));
    Moody moody = new Moody(3);
    moody.refuses = true;
    Started<Boolean> failing = threads.start(() -> queue.put(moody)).awaitBlocked();
    Started<Boolean> putting = threads.start(() -> queue.put(new Moody(4))).awaitBlocked();

    queue.poll();

    assertThatExceptionOfType(IllegalCallerException.class).isThrownBy(failing::result);
    putting.result();
    assertThat(queue).hasToString(queue.toString()).hasSize(2);
  }
}

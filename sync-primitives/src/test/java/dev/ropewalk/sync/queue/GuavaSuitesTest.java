package dev.ropewalk.sync.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.common.collect.testing.QueueTestSuiteBuilder;
import com.google.common.collect.testing.TestStringQueueGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.features.Feature;
import com.google.common.collect.testing.testers.CollectionToStringTester;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.function.Supplier;
import java.util.stream.Stream;
import junit.framework.TestCase;
import junit.framework.TestSuite;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * All queues in Guava's suites for queues and collections, which are of JUnit 3. Left out is CollectionToStringTester: a
 * toString of ours tells the state, not the items.
 */
@SuppressWarnings("JdkObsolete") // the suites are of JUnit 3
final class GuavaSuitesTest {

  /** Fewer would mean that a suite was left out. */
  private static final int FEWEST_TESTS = 100;

  @TestFactory
  Stream<DynamicContainer> suites() {
    return Stream.of(
        suite("WorkQueue, bounded", () -> new WorkQueue<>(10), CollectionFeature.KNOWN_ORDER),
        suite("WorkQueue, unbounded", WorkQueue::new, CollectionFeature.KNOWN_ORDER),
        suite("LifoWorkQueue", () -> new LifoWorkQueue<>(10)),
        suite("PriorityWorkQueue", () -> new PriorityWorkQueue<>(10)),
        suite("SimpleQueue", SimpleQueue::new, CollectionFeature.KNOWN_ORDER));
  }

  @Test
  void queueThatForgets_isCaught() {
    List<TestCase> tests = new ArrayList<>();
    collect(
        newSuite(
            "forgetful",
            () ->
                new ArrayDeque<>() {
                  @Override
                  public String poll() {
                    super.poll();
                    return super.poll();
                  }
                },
            CollectionFeature.KNOWN_ORDER),
        tests);

    assertThat(tests)
        .anySatisfy(
            test -> assertThatExceptionOfType(AssertionError.class).isThrownBy(test::runBare));
  }

  private static DynamicContainer suite(
      String name, Supplier<Queue<String>> newQueue, Feature<?>... more) {
    List<TestCase> tests = new ArrayList<>();
    collect(newSuite(name, newQueue, more), tests);
    Stream<DynamicNode> enough =
        Stream.of(
            dynamicTest("has its tests", () -> assertThat(tests).hasSizeGreaterThan(FEWEST_TESTS)));
    return dynamicContainer(
        name,
        Stream.concat(
            enough, tests.stream().map(test -> dynamicTest(test.toString(), test::runBare))));
  }

  private static TestSuite newSuite(
      String name, Supplier<Queue<String>> newQueue, Feature<?>... more) {
    List<Feature<?>> features = new ArrayList<>(List.of(more));
    Collections.addAll(features, CollectionFeature.GENERAL_PURPOSE, CollectionSize.ANY);
    return QueueTestSuiteBuilder.using(
            new TestStringQueueGenerator() {
              @Override
              protected Queue<String> create(String[] elements) {
                Queue<String> queue = newQueue.get();
                queue.addAll(Arrays.asList(elements));
                return queue;
              }
            })
        .named(name)
        .withFeatures(features)
        .createTestSuite();
  }

  private static void collect(TestSuite suite, List<TestCase> into) {
    Collections.list(suite.tests())
        .forEach(
            test -> {
              if (test instanceof TestSuite inner) {
                collect(inner, into);
              } else if (!(test instanceof CollectionToStringTester<?>)) {
                into.add((TestCase) test);
              }
            });
  }
}

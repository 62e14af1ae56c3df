package dev.ropewalk.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ropewalk.testkit.ThreadStates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Publishers as items for a coroutine, and coroutines as publishers. */
class PublisherTest {

  /** Keeps what it is told; asks for what a test tells it to. */
  private static class Recorder implements Flow.Subscriber<Integer> {
    final List<Object> signals = new CopyOnWriteArrayList<>();
    final CountDownLatch ended = new CountDownLatch(1);
    volatile Flow.Subscription subscription;
    private final long first;

    Recorder(long first) {
      this.first = first;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      if (first != 0) {
        given.request(first);
      }
    }

    @Override
    public void onNext(Integer item) {
      signals.add(item);
    }

    @Override
    public void onError(Throwable thrown) {
      signals.add(thrown.getClass().getSimpleName());
      ended.countDown();
    }

    @Override
    public void onComplete() {
      signals.add("complete");
      ended.countDown();
    }
  }

  /** Publishes on request, in the caller's thread. */
  private static final class Counting implements Flow.Publisher<Integer>, Flow.Subscription {
    final AtomicLong requested = new AtomicLong();
    final AtomicInteger cancels = new AtomicInteger();
    Flow.Subscriber<? super Integer> subscriber;

    @Override
    public void subscribe(Flow.Subscriber<? super Integer> given) {
      subscriber = given;
      given.onSubscribe(this);
    }

    @Override
    public void request(long n) {
      requested.addAndGet(n);
    }

    @Override
    public void cancel() {
      cancels.incrementAndGet();
    }
  }

  private static void settle() {
    for (int i = 0; i < 10; i++) {
      Async.sleep(Duration.ZERO);
    }
  }

  @Test
  void from_aPublisherOnOtherThreads_givesAllItemsInOrder() throws Exception {
    List<Integer> sent = IntStream.range(0, 500).boxed().toList();
    List<Integer> received = new ArrayList<>();
    SubmissionPublisher<Integer> publisher = new SubmissionPublisher<>();
    Async.run(
        () -> {
          try (AsyncIterator<Integer> items = AsyncIterator.from(publisher, 4)) {
            Task<Void> sender =
                Async.createTask(
                    () ->
                        Async.toThread(
                            () -> {
                              try (publisher) {
                                sent.forEach(publisher::submit);
                              }
                              return null;
                            }));
            items.forEachRemaining(received::add);
            sender.await();
          }
        });
    assertThat(received).isEqualTo(sent);
  }

  @Test
  void from_asksForNoMoreThanThereIsRoom() throws Exception {
    TestRun.run(
        () -> {
          Counting source = new Counting();
          AsyncIterator<Integer> items = AsyncIterator.from(source, 4);
          assertThat(source.requested).hasValue(4);
          for (int i = 0; i < 4; i++) {
            source.subscriber.onNext(i);
          }
          assertThat(items.next()).isZero();
          assertThat(source.requested).hasValue(4);
          assertThat(items.next()).isOne();
          assertThat(source.requested).hasValue(6); // half of them were taken
          items.close();
          assertThat(source.cancels).hasValue(1);
          assertThat(items.hasNext()).isFalse();
          assertThatIllegalArgumentException().isThrownBy(() -> AsyncIterator.from(source, 0));
        });
  }

  @Test
  void from_failure_comesAfterTheItems() throws Exception {
    TestRun.run(
        () -> {
          Counting source = new Counting();
          AsyncIterator<Integer> items = AsyncIterator.from(source);
          source.subscriber.onNext(1);
          source.subscriber.onError(new java.io.IOException("expected"));
          assertThat(items.next()).isEqualTo(1);
          assertThatExceptionOfType(CompletionException.class)
              .isThrownBy(items::hasNext)
              .withCauseInstanceOf(java.io.IOException.class);
          assertThat(items.hasNext()).isFalse();
          items.close();
          assertThat(source.cancels).hasValue(0); // it had ended
        });
  }

  @Test
  void from_cancelledWhileItWaits_losesNoItem() throws Exception {
    TestRun.run(
        () -> {
          Counting source = new Counting();
          AsyncIterator<Integer> items = AsyncIterator.from(source);
          Task<Integer> waiting = Async.createTask(items::next);
          settle();
          source.subscriber.onNext(1);
          waiting.cancel();
          settle();
          assertThat(waiting.isCancelled()).isTrue();
          assertThat(items.next()).isEqualTo(1);
          source.subscriber.onComplete();
          assertThat(items.hasNext()).isFalse();
        });
  }

  @Test
  void from_secondSubscriptionAndOneAfterClose_areCancelled() throws Exception {
    TestRun.run(
        () -> {
          Counting first = new Counting();
          Counting second = new Counting();
          AsyncIterator<Integer> items = AsyncIterator.from(first);
          first.subscriber.onSubscribe(second);
          assertThat(second.cancels).hasValue(1);
          items.close();
          Flow.Subscriber<?>[] late = {null};
          AsyncIterator<Integer> unsubscribed =
              AsyncIterator.from(subscriber -> late[0] = subscriber);
          unsubscribed.close();
          Counting tooLate = new Counting();
          late[0].onSubscribe(tooLate);
          assertThat(tooLate.cancels).hasValue(1);
          assertThat(tooLate.requested).hasValue(0);
        });
  }

  @Test
  void publisher_givesNoMoreThanWasAskedFor_andTheBodyWaits() throws Exception {
    List<Integer> made = new ArrayList<>();
    TestRun.run(
        () -> {
          Recorder recorder = new Recorder(2);
          EventLoop.running()
              .<Integer>publisher(
                  out -> {
                    for (int i = 1; i <= 4; i++) {
                      made.add(i);
                      out.emit(i);
                    }
                  })
              .subscribe(recorder);
          settle();
          assertThat(recorder.signals).containsExactly(1, 2);
          assertThat(made).containsExactly(1, 2, 3);
          recorder.subscription.request(1);
          settle();
          assertThat(recorder.signals).containsExactly(1, 2, 3);
          recorder.subscription.request(Long.MAX_VALUE);
          recorder.subscription.request(Long.MAX_VALUE);
          settle();
          assertThat(recorder.signals).containsExactly(1, 2, 3, 4, "complete");
        });
  }

  @Test
  void publisher_eachSubscriber_hasARunOfItsOwn() throws Exception {
    TestRun.run(
        () -> {
          Flow.Publisher<Integer> publisher = EventLoop.running().publisher(out -> out.emit(7));
          Recorder a = new Recorder(1);
          Recorder b = new Recorder(1);
          publisher.subscribe(a);
          publisher.subscribe(b);
          settle();
          assertThat(a.signals).containsExactly(7, "complete");
          assertThat(b.signals).containsExactly(7, "complete");
        });
  }

  @Test
  void publisher_subscriptionCancelled_cancelsTheBody_andSaysNothingMore() throws Exception {
    List<String> log = new ArrayList<>();
    TestRun.run(
        () -> {
          Recorder recorder = new Recorder(1);
          EventLoop.running()
              .<Integer>publisher(
                  out -> {
                    try {
                      out.emit(1);
                      out.emit(2);
                    } finally {
                      log.add("body ends");
                    }
                  })
              .subscribe(recorder);
          settle();
          recorder.subscription.cancel();
          recorder.subscription.cancel();
          settle();
          assertThat(log).containsExactly("body ends");
          assertThat(recorder.signals).containsExactly(1);
          Recorder atOnce = new Recorder(0);
          EventLoop.running().<Integer>publisher(out -> log.add("never")).subscribe(atOnce);
          atOnce.subscription.cancel();
          settle();
          assertThat(log).containsExactly("body ends");
          assertThat(atOnce.signals).isEmpty();
        });
  }

  @Test
  void publisher_failureAndBadRequest_areErrors() throws Exception {
    TestRun.run(
        () -> {
          Recorder failing = new Recorder(9);
          EventLoop.running()
              .<Integer>publisher(
                  out -> {
                    out.emit(1);
                    throw new java.io.IOException("expected");
                  })
              .subscribe(failing);
          Recorder bad = new Recorder(-1);
          EventLoop.running().<Integer>publisher(out -> out.emit(1)).subscribe(bad);
          settle();
          assertThat(failing.signals).containsExactly(1, "IOException");
          assertThat(bad.signals).containsExactly("IllegalArgumentException");
        });
  }

  @Test
  void publisher_theLoopCloses_isAnError() throws Exception {
    Recorder pending = new Recorder(1);
    Recorder late = new Recorder(1);
    Flow.Publisher<Integer> publisher =
        Async.run(
            () -> {
              Flow.Publisher<Integer> made =
                  EventLoop.running()
                      .publisher(
                          out -> {
                            out.emit(1);
                            Async.sleep(Duration.ofHours(1));
                          });
              made.subscribe(pending);
              settle();
              return made;
            });
    assertThat(pending.signals).containsExactly(1, CancellationException.class.getSimpleName());
    publisher.subscribe(late);
    assertThat(late.signals).containsExactly("IllegalStateException");
  }

  @Test
  void publisher_mainEndsAtTheFirstItem_theEndIsToldAllTheSame() throws Exception {
    for (int steps = 0; steps < 6; steps++) {
      int stepsAfter = steps;
      AsyncFuture<?>[] first = {null};
      Recorder recorder =
          new Recorder(5) {
            @Override
            public void onNext(Integer item) {
              super.onNext(item);
              first[0].cancel();
            }
          };
      TestRun.run(
          () -> {
            first[0] = new AsyncFuture<>();
            EventLoop.running()
                .<Integer>publisher(
                    out -> {
                      out.emit(1);
                      for (int i = 0; i < stepsAfter; i++) {
                        Async.sleep(Duration.ZERO);
                      }
                    })
                .subscribe(recorder);
            Async.wait(List.of(first[0]));
          });
      assertThat(recorder.signals)
          .as("after %s steps", steps)
          .satisfiesAnyOf(
              told -> assertThat(told).isEqualTo(List.of(1, "complete")),
              told -> assertThat(told).isEqualTo(List.of(1, "CancellationException")));
    }
  }

  private static void inIteration(int iterations, Runnable action) {
    EventLoop.running()
        .callSoon(
            () -> {
              if (iterations == 1) {
                action.run();
              } else {
                inIteration(iterations - 1, action);
              }
            });
  }

  /** What subscribers are told that subscribe in each of the last iterations of a loop, the last one last. */
  private static List<Object> endsAsTheLoopCloses(Yielding<Integer> body) throws Exception {
    List<Object> ends = new ArrayList<>();
    for (int iterations = 1; iterations <= 5; iterations++) {
      int later = iterations;
      Recorder recorder = new Recorder(5);
      TestRun.run(
          () -> {
            Flow.Publisher<Integer> publisher = EventLoop.running().publisher(body);
            inIteration(later, () -> publisher.subscribe(recorder));
          });
      assertThat(recorder.signals).as("in iteration %s", iterations).hasSize(1);
      ends.add(recorder.signals.getFirst());
    }
    return ends;
  }

  @Test
  void publisher_subscribedToAsTheLoopCloses_theEndIsToldInAnyCase() throws Exception {
    String cancelled = "CancellationException"; // had begun
    assertThat(endsAsTheLoopCloses(out -> Async.sleep(Duration.ofHours(1))))
        .containsExactly(cancelled, cancelled, cancelled, cancelled, "IllegalStateException");
  }

  @Test
  void publisher_endsAsTheLoopCloses_theEndIsTold() throws Exception {
    String complete = "complete"; // the third is told as the loop closes
    assertThat(endsAsTheLoopCloses(out -> {}))
        .containsExactly(
            complete, complete, complete, "CancellationException", "IllegalStateException");
  }

  @Test
  void publisher_subscribedToBetweenRuns_isToldAsTheRunnerCloses() throws Exception {
    Recorder recorder = new Recorder(5);
    try (Runner runner = new Runner()) {
      Flow.Publisher<Integer> publisher = runner.loop().publisher(out -> out.emit(1));
      Thread.startVirtualThread(() -> publisher.subscribe(recorder)).join();
    }
    assertThat(recorder.signals).containsExactly(1, "complete");
  }

  @Test
  void subscription_twoFindTheLoopClosed_isToldOnce() throws Exception {
    TestRun.run(
        () -> {
          Recorder recorder = new Recorder(1);
          EventLoop loop = EventLoop.running();
          LoopPublisher.Items<Integer> items = new LoopPublisher.Items<>(loop, recorder);
          loop.subscriptions().add(items);
          items.loopClosed(); // the loop, and whoever subscribed as it closed
          items.loopClosed();
          assertThat(recorder.signals).containsExactly("IllegalStateException");
        });
  }

  @Test
  void publisher_theSubscriberFailsAsTheLoopCloses_othersAreTold() throws Exception {
    List<ErrorReport> reports = new ArrayList<>();
    List<Recorder> recorders = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      recorders.add(
          new Recorder(5) {
            @Override
            public void onError(Throwable thrown) {
              super.onError(thrown);
              throw new IllegalStateException("expected");
            }
          });
    }
    TestRun.run(
        () -> {
          EventLoop loop = EventLoop.running();
          loop.setExceptionHandler((_, report) -> reports.add(report));
          Flow.Publisher<Integer> publisher = loop.publisher(out -> out.emit(1));
          inIteration(5, () -> recorders.forEach(publisher::subscribe));
        });
    assertThat(recorders)
        .allSatisfy(
            recorder -> assertThat(recorder.signals).containsExactly("IllegalStateException"));
    assertThat(reports).hasSize(10);
  }

  @Test
  void publisher_badRequest_isAnErrorWhateverTheBodyDoes() throws Exception {
    RuntimeException failure = new RuntimeException("the body's");
    for (boolean fails : new boolean[] {false, true}) {
      Throwable[] told = {null};
      Recorder recorder =
          new Recorder(1) {
            @Override
            public void onNext(Integer item) {
              subscription.request(-1);
            }

            @Override
            public void onError(Throwable thrown) {
              super.onError(thrown);
              told[0] = thrown;
            }
          };
      TestRun.run(
          () -> {
            EventLoop.running()
                .<Integer>publisher(
                    out -> {
                      out.emit(1);
                      try {
                        Async.sleep(Duration.ofHours(1));
                      } catch (CancelledError e) {
                        if (fails) {
                          throw failure;
                        }
                      }
                    })
                .subscribe(recorder);
            settle();
          });
      assertThat(recorder.signals).containsExactly("IllegalArgumentException");
      assertThat(told[0].getSuppressed())
          .isEqualTo(fails ? new Throwable[] {failure} : new Throwable[0]);
    }
  }

  @Test
  void publisher_subscribedToByAnotherLoop_passesAllItems() throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    List<Integer> received = new CopyOnWriteArrayList<>();
    Thread[] consumer = {null};
    Async.run(
        () -> {
          Flow.Publisher<Integer> publisher =
              EventLoop.running()
                  .publisher(
                      out -> {
                        for (int i = 0; i < 200; i++) {
                          out.emit(i);
                        }
                      });
          consumer[0] =
              Thread.ofPlatform()
                  .start(
                      () -> {
                        try {
                          Async.run(
                              () -> {
                                try (AsyncIterator<Integer> items =
                                    AsyncIterator.from(publisher, 8)) {
                                  items.forEachRemaining(received::add);
                                }
                              });
                        } catch (InterruptedException e) {
                          Thread.currentThread().interrupt();
                        } finally {
                          done.countDown();
                        }
                      });
          Async.toThread(
              () -> {
                done.await();
                return null;
              });
        });
    ThreadStates.awaitEnded(consumer[0]);
    assertThat(received).isEqualTo(IntStream.range(0, 200).boxed().toList());
  }

  @Test
  void from_openWhenTheLoopCloses_isCancelled_alsoBesideOneThatThrows() throws Exception {
    Counting counting = new Counting();
    SubmissionPublisher<Integer> quiet = new SubmissionPublisher<>();
    TestRun.run(
        () -> {
          AsyncIterator<Integer> _ = AsyncIterator.from(counting);
          AsyncIterator<Integer> _ =
              AsyncIterator.from(
                  subscriber ->
                      subscriber.onSubscribe(
                          new Flow.Subscription() {
                            @Override
                            public void request(long n) {}

                            @Override
                            public void cancel() {
                              throw new IllegalStateException("no");
                            }
                          }));
          AsyncIterator<Integer> _ = AsyncIterator.from(quiet);
          ThreadStates.awaitTrue("a subscriber", () -> quiet.getNumberOfSubscribers() == 1);
          assertThat(counting.cancels).hasValue(0);
        });
    assertThat(counting.cancels).hasValue(1);
    ThreadStates.awaitTrue("no subscriber", () -> quiet.getNumberOfSubscribers() == 0);
  }

  @Test
  void from_endedOrClosed_isForgottenByTheLoop() throws Exception {
    TestRun.run(
        () -> {
          EventLoop loop = EventLoop.running();
          AsyncIterator<Integer> closed = AsyncIterator.from(new Counting());
          Counting completing = new Counting();
          AsyncIterator<Integer> _ = AsyncIterator.from(completing);
          Counting failing = new Counting();
          AsyncIterator<Integer> _ = AsyncIterator.from(failing);
          assertThat(loop.outsiders()).hasSize(3);
          closed.close();
          completing.subscriber.onComplete();
          failing.subscriber.onError(new IllegalStateException("no"));
          assertThat(loop.outsiders()).isEmpty();
        });
  }
}

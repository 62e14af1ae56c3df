package dev.ropewalk.executors.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ropewalk.executors.TaskFuture;
import dev.ropewalk.executors.thread.ThreadPool;
import dev.ropewalk.threads.ContextVar;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** Tasks run with what their submitter carried. */
class CarriedContextTest {

  private static final ContextVar<String> KNOT = ContextVar.withDefault("knot", "none");

  @Test
  void variablesAndMdc_areTheSubmittersAtSubmission_andStayInTheTask() throws Exception {
    try (ThreadPool pool = new ThreadPool(1)) {
      var token = KNOT.set("bowline");
      MDC.put("request", "17");
      TaskFuture<String> with =
          pool.submit(
              () -> {
                String seen = KNOT.get() + MDC.get("request");
                var _ = KNOT.set("granny");
                return seen;
              });
      KNOT.reset(token);
      MDC.clear();
      assertThat(with.get()).isEqualTo("bowline17");
      assertThat(pool.submit(() -> KNOT.get() + MDC.get("request")).get()).isEqualTo("nonenull");
      assertThat(KNOT.get()).isEqualTo("none");
    }
  }

  @Test
  void map_andViews_carryThem() {
    try (ThreadPool pool = new ThreadPool(2)) {
      var token = KNOT.set("hitch");
      assertThat(pool.rateLimited(1000).map(n -> KNOT.get() + n, List.of(1, 2)).toList())
          .containsExactly("hitch1", "hitch2");
      KNOT.reset(token);
    }
  }
}

package dev.ropewalk.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoMoreInteractions;

import dev.ropewalk.testkit.ChildProgram;
import dev.ropewalk.testkit.CoversScenario;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

class ExceptionHookTest {

  private final ExceptionHook before = ExceptionHook.get();
  private final PrintStream errorsBefore = System.err;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final RuntimeException failure = new IllegalStateException("frayed");

  @AfterEach
  void putBack() {
    ExceptionHook.set(before);
    System.setErr(errorsBefore);
  }

  private String errors() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  private void catchErrors() {
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
  }

  private ChildThread<String> fail(String name) throws InterruptedException {
    Callable<String> body =
        () -> {
          throw failure;
        };
    ChildThread<String> child = ChildThread.of(body).setName(name).start();
    child.join();
    return child;
  }

  @Test
  void hook_isToldOnceOfThreadThrowableAndStack_beforeTheJoinReturns() throws Exception {
    ExceptionHook hook = mock(ExceptionHook.class);
    assertThat(ExceptionHook.set(hook)).isSameAs(before);
    assertThat(ExceptionHook.get()).isSameAs(hook);
    ChildThread<String> child = fail("strand");
    ArgumentCaptor<ThreadFailure> told = ArgumentCaptor.forClass(ThreadFailure.class);
    verify(hook).handle(told.capture());
    verifyNoMoreInteractions(hook);
    assertThat(told.getValue().thread()).isSameAs(child);
    assertThat(told.getValue().threadName()).isEqualTo("strand");
    assertThat(new ThreadFailure(null, failure).threadName()).isEqualTo(Threads.ident() + "");
    assertThat(told.getValue().throwable()).isSameAs(failure);
    assertThat(told.getValue().stack()).containsExactly(failure.getStackTrace());
    ChildThread.of(() -> {}).start().join();
    verifyNoMoreInteractions(hook);
  }

  @Test
  void original_isInForceUnlessReplaced_andPrintsLikeTheJvm() throws Exception {
    assertThat(before).isSameAs(ExceptionHook.original());
    catchErrors();
    fail("strand");
    assertThat(errors())
        .startsWith("Exception in thread \"strand\" java.lang.IllegalStateException: frayed")
        .contains("at dev.ropewalk.threads.ExceptionHookTest");
  }

  @Test
  @CoversScenario("test_threading.ExceptHookTests.test_excepthook_thread_None")
  void original_withoutThread_saysTheIdent() {
    catchErrors();
    ExceptionHook.original().handle(new ThreadFailure(null, failure));
    assertThat(errors())
        .startsWith(
            "Exception in thread " + Threads.ident() + " java.lang.IllegalStateException: frayed");
  }

  @Test
  @CoversScenario("test_threading.ExceptHookTests.test_custom_excepthook_fail")
  void hookThatFails_isReportedAndSwallowed() throws Exception {
    ExceptionHook hook = mock(ExceptionHook.class);
    doThrow(new UnsupportedOperationException("hook failed")).when(hook).handle(any());
    ExceptionHook.set(hook);
    catchErrors();
    ChildThread<String> child = fail("strand");
    assertThat(errors())
        .startsWith("The exception hook failed in thread \"strand\":")
        .contains("java.lang.UnsupportedOperationException: hook failed")
        .contains("java.lang.IllegalStateException: frayed");
    assertThatThrownBy(child::result).hasCause(failure);
  }

  @Test
  void hook_seesTheFailedThreadAsCurrent() throws Exception {
    ChildThread<?>[] current = new ChildThread<?>[1];
    ExceptionHook.set(_ -> current[0] = Threads.current());
    assertThat(fail("strand")).isSameAs(current[0]);
  }

  @Test
  void null_isNoHook() {
    assertThatThrownBy(() -> ExceptionHook.set(null)).isInstanceOf(NullPointerException.class);
    assertThat(ExceptionHook.get()).isSameAs(before);
  }

  @Test
  @CoversScenario("test_threading.ThreadingExceptionTests.test_print_exception_stderr_is_none_2")
  void withoutErrorStream_failuresAreDroppedInSilence() throws Exception {
    ChildProgram program = ChildProgram.run(FailsWithoutErrorStream.class);
    assertThat(program.exitCode()).isZero();
    assertThat(program.output()).containsExactly("main goes on");
    assertThat(program.errors()).isEmpty();
  }

  /** Two failures, the second with a hook that fails. */
  static final class FailsWithoutErrorStream {
    public static void main(String[] args) throws InterruptedException {
      System.setErr(null);
      Callable<String> body =
          () -> {
            throw new IllegalStateException("frayed");
          };
      ChildThread<String> child = ChildThread.of(body);
      child.start().join();
      ExceptionHook.set(
          failure -> {
            throw new IllegalStateException(failure.throwable());
          });
      ChildThread.of(body).start().join();
      System.out.println("main goes on");
    }
  }
}

package dev.ropewalk.async;

/** What is said to those who call the wrong loop, on the wrong thread, or too late. */
final class LoopErrors {

  private LoopErrors() {}

  static WrongThreadException noLoop(String what) {
    return new WrongThreadException(
        what
            + " was called on "
            + Thread.currentThread()
            + ", which runs no event loop: call it in a coroutine, a body given to Async.run or"
            + " Async.createTask");
  }

  static WrongThreadException inCallback(String what, EventLoop loop) {
    return new WrongThreadException(
        what
            + " was called in a callback of "
            + loop
            + ", which can't wait: let the callback create a task that does");
  }

  static WrongThreadException wrongThread(String what, EventLoop loop) {
    return new WrongThreadException(
        what
            + " was called on "
            + Thread.currentThread()
            + ", which is not running a coroutine or callback of "
            + loop
            + ": hand it over with callSoonThreadsafe");
  }

  static IllegalStateException closed(String what, EventLoop loop) {
    return new IllegalStateException(
        what + " was called on " + loop + ": its run has ended, nothing more will run on it");
  }
}

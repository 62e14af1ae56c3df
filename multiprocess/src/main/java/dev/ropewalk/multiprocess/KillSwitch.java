package dev.ropewalk.multiprocess;

/**
 * Kills one worker process, and remembers it: the way a task is cancelled while it runs there.
 *
 * <p>No kill that was meant for a task reaches the next one. A canceller trips the switch between making its future
 * cancelled and letting go of it; the thread that serves the worker ends the future first, which waits for that, and asks
 * {@link #isTripped} afterwards. So if the cancel was in time the switch is seen tripped, and the worker gets no other
 * task; if it was not, nothing was tripped. KillSwitchJCStress checks this.
 */
final class KillSwitch implements Runnable {

  private final Runnable kill;
  private volatile boolean tripped;

  KillSwitch(Runnable kill) {
    this.kill = kill;
  }

  @Override
  public void run() {
    tripped = true;
    kill.run();
  }

  boolean isTripped() {
    return tripped;
  }
}

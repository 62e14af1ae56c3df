package dev.ropewalk.multiprocess.connection;

import java.util.concurrent.CompletionStage;

/** The end of a stage. One dependent of the stage serves all who wait. */
final class StageWaitable implements Waitable {

  private final Listeners listeners = new Listeners();
  private volatile boolean ready;

  StageWaitable(CompletionStage<?> stage) {
    stage.whenComplete(
        (result, failure) -> {
          ready = true;
          listeners.call();
        });
  }

  @Override
  public boolean isReady() {
    return ready;
  }

  @Override
  public void addListener(Runnable listener) {
    listeners.add(listener);
  }

  @Override
  public void removeListener(Runnable listener) {
    listeners.remove(listener);
  }

  @Override
  public String toString() {
    return "Waitable[" + (ready ? "ready" : "not ready") + "]";
  }
}

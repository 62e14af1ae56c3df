package dev.ropewalk.multiprocess;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.ropewalk.multiprocess.WorkerReport.Activity;
import dev.ropewalk.multiprocess.internal.Codec;
import dev.ropewalk.multiprocess.internal.Packet;
import dev.ropewalk.multiprocess.pool.Wire;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker of a pool: a thread here that hands tasks to a JVM over there, and starts another JVM when that one has died.
 */
final class PoolWorker implements Runnable {
  /*
   * sent holds the tasks that the process has, oldest first; the one at the head it runs, or is about to. The others are there so
   * that the process need not wait for the next tiny task. They are claimed like the first (EngineFuture.start), and so count as
   * running; while the process has not begun them it gives them back if the one at the head takes long or is cancelled, or if
   * one of themselves is cancelled (Wire.RECALL, INTERRUPT, RETURNED), and they are pending again, and first in the queue.
   *
   * A task is claimed once there is a JVM for it and before it is sent; until then it can be cancelled as never begun. From then on
   * its future ends in exactly one way, told by what comes next over the connection:
   *
   *   RESULT, FAILURE, UNPORTABLE   the body of the head ended: its outcome. NEXT_BEGINS says that the next one begins
   *   RETURNED                      the task will not begin there: it is pending again, or ended if it was cancelled
   *   the end, the head has begun   the worker died with the body: WorkerDiedException, or another attempt if the pool allows
   *                                 it, or KILLED if it was cancelled
   *   the end, it has not begun     the task moves to another JVM, as all others that were sent
   *
   * If a death breaks the pool, both ends do. An attempt follows only after the end of the process of the one before (bury),
   * so no two bodies of one task run at a time. The future runs all the while: a canceller trips its one switch, which acts on
   * the present JVM, or, while there is none that is ready, is seen before the task is sent.
   *
   * One thread reads the connection, so death and result can't race: what a worker sent before it died is read first.
   *
   * Field    read by            written by        ordering
   * jvm      its thread; others its thread        volatile: whoever wants a JVM dead first says why (stopped, or the state
   * leaving  likewise           likewise          of the future) and then reads jvm; the thread first sets jvm and then reads
   * stopped  its thread         stop, terminate   why. One of them sees the other, so no JVM that was about to be started
   *                                               gets away. It sets leaving before it forgets jvm: whoever reads jvm and
   *                                               then leaving finds it in one of them.
   * first    its thread         its thread        plain, once the thread is started
   * head,    under the monitor                    a process is killed for a task only while that is at the head; who comes
   * shot                                          later finds another there, and whoever comes too early has tripped the
   *                                               switch, which is asked when the task comes to the head. shot says whether
   *                                               the process was killed for the head. So no kill that is meant for one task
   *                                               hits another, unless that begins just then: a cancelled task takes those
   *                                               behind it out of the process, long before it is killed.
   *
   * In the same way an attempt whose task is cancelled is interrupted or not sent: see Interrupts. An interrupt names its task.
   */
  private static final Logger LOG = LoggerFactory.getLogger(ProcessPool.class);
  private static final int MAX_MOVES = 3;
  private static final ThreadLocal<PoolWorker> SERVING = new ThreadLocal<>();

  private final ProcessPool pool;
  private final WorkerSettings settings;
  private final Thread thread;
  private final Deque<Errand> sent = new ArrayDeque<>();
  private final Pace pace = new Pace();
  private final Timesheet times = new Timesheet();

  @GuardedBy("this")
  private @Nullable Errand head;

  @GuardedBy("this")
  private boolean shot;

  private @Nullable Job first;
  private volatile @Nullable WorkerJvm jvm;

  /** The process before the present one, which has had all its tasks and may still run its shutdown hooks. */
  private volatile @Nullable WorkerJvm leaving;

  private @Nullable Thread farewell;
  private volatile boolean stopped;

  /** Whether the process was seen to be gone while nobody had a task for it. */
  private boolean lost;

  /** Whether nothing more is to be sent ahead. */
  private boolean draining;

  /** @param classLoader of the thread, for callbacks */
  PoolWorker(
      ProcessPool pool,
      WorkerSettings settings,
      String name,
      @Nullable ClassLoader classLoader,
      Job first) {
    this.pool = pool;
    this.settings = settings;
    this.first = first;
    this.thread =
        Thread.ofPlatform()
            .name(name)
            .daemon(false)
            .inheritInheritableThreadLocals(false)
            .unstarted(this);
    thread.setContextClassLoader(classLoader);
  }

  void start() {
    thread.start();
  }

  /** What it has done. For any thread. */
  WorkerReport report() {
    WorkerJvm present = jvm;
    OptionalLong pid = present == null ? OptionalLong.empty() : OptionalLong.of(present.pid());
    return times.report(thread.getName(), pid, head().map(Errand::toString));
  }

  /** Not asked for its name under the monitor, since that is anybody's code. */
  private synchronized Optional<Errand> head() {
    return Optional.ofNullable(head);
  }

  /** Kills the process, now or as soon as there is one. For any thread. */
  void stop() {
    stopped = true;
    killProcess();
    WorkerJvm last = leaving;
    if (last != null) {
      last.kill();
    }
  }

  /** The same, but lets the shutdown hooks of a process that is there run. For any thread. */
  void terminate() {
    stopped = true;
    WorkerJvm running = jvm;
    if (running != null) {
      running.terminate();
    }
  }

  @Override
  public void run() {
    SERVING.set(this);
    try {
      while (takeAndServe()) {
        boolean _ = Thread.interrupted(); // by a done callback
      }
    } finally {
      dismiss();
      awaitFarewell();
      pool.left(this);
    }
  }

  /** False if there is nothing to do any more. In a method of its own, so that no job is held while there is none. */
  private boolean takeAndServe() {
    Job job = first == null ? pool.take(this) : first;
    first = null;
    if (job == null) {
      return false;
    }
    if (job.isNone()) {
      lookAfterProcess();
    } else {
      serveAll(new Errand(job, this, settings));
    }
    return true;
  }

  /** Waits for {@link #wake}, and takes care of what the process says meanwhile. May return early. */
  void rest() {
    WorkerJvm present = jvm;
    if (present == null) {
      LockSupport.park(this);
    } else {
      lost = !present.attend();
    }
  }

  /** Ends the present {@link #rest}, or if there is none the next. For any thread. */
  void wake() {
    WorkerJvm present = jvm;
    if (present != null) {
      present.wake();
    }
    LockSupport.unpark(thread);
  }

  /** Whether the process holds functions of maps that are over, or is gone. */
  boolean hasToLookAfterItsProcess() {
    WorkerJvm present = jvm;
    return present != null && (lost || present.remembersTooMuch());
  }

  private void lookAfterProcess() {
    if (lost) {
      WorkerEnd end = Objects.requireNonNull(bury(), "it was there");
      if (settings.breaks() && !stopped) {
        pool.breakBy(
            Breakage.ofDeath(new WorkerDiedException(end, "while it waited for ", "a task", null)));
      }
    } else {
      present().forgetFunctions();
    }
  }

  private void makeReady(Job job) throws IOException, InitializerFailedException {
    WorkerJvm present = jvm;
    if (present != null) {
      if (present.isAlive()) {
        return;
      }
      WorkerEnd end = Objects.requireNonNull(bury(), "it was there");
      if (settings.breaks()) {
        String when = "while it waited, before it was to run ";
        throw new WorkerDiedException(end, when, job.toString(), null);
      }
    }
    WorkerJvm waiting = pool.takeStandby();
    if (waiting != null) {
      serve(waiting);
      return;
    }
    times.begin(Activity.STARTING);
    WorkerJvm starting = WorkerJvm.start(settings, pool.maxProcesses(), thread.getName());
    serve(starting);
    starting.prepare(settings, job.toString());
  }

  private void serve(WorkerJvm process) {
    jvm = process;
    times.countProcess();
    if (stopped) {
      process.kill();
    }
  }

  // ---- a task

  /** Stays with a task and those that are sent behind it. */
  private void serveAll(Errand first) {
    Errand present = first;
    try {
      while (present != null) {
        serve(present);
        present = sent.peek();
      }
    } catch (Throwable failure) { // a mistake of ours, or no memory: no task is to be lost by it
      LOG.error("A worker gives up its process and the task {}", present, failure);
      killProcess();
      WorkerEnd _ = bury();
      sent.remove(present);
      takeBackAll();
      lead(null);
      times.begin(Activity.IDLE);
      if (!present.isDone()) {
        present.end(failure);
      }
    }
  }

  /** Stays with a task, which the process may have, until it has ended or was given back. */
  private void serve(Errand errand) {
    lead(errand);
    boolean over = !sent.isEmpty() && exchange(errand);
    while (!over) {
      over = attempt(errand);
    }
    errand.spare();
    lead(sent.peek());
    if (sent.isEmpty()) {
      times.begin(Activity.IDLE);
      if (isShot()) {
        WorkerEnd _ = bury();
      } else if (jvm != null && present().tasksLeft(settings.maxTasks()) == 0) {
        dismiss();
      }
    }
  }

  private synchronized void lead(@Nullable Errand next) {
    head = next;
    if (next != null && next.isToBeKilled()) {
      killFor(next);
    }
  }

  /** Kills the process for a task that was cancelled, if that is at its head. For any thread. */
  synchronized void killFor(Errand errand) {
    WorkerJvm present = jvm;
    if (head == errand && present != null) {
      shot = true;
      present.kill();
    }
  }

  private synchronized boolean isShot() {
    return shot;
  }

  /** Whether the task is over; else there is to be another attempt. */
  private boolean attempt(Errand errand) {
    try {
      makeReady(errand.job());
    } catch (InitializerFailedException e) {
      dismiss(); // it is alive and waits, unless the initializer ended it
      return end(
          errand,
          isEndWanted(errand) ? e.reason() : pool.breakBy(Breakage.ofInitializer(e.reason())));
    } catch (WorkerDiedException e) {
      WorkerEnd _ = bury();
      return !movesAfter(errand, e) && endAfter(errand, e);
    } catch (IOException | RuntimeException | Error e) { // whatever it is, the pool goes on
      killProcess();
      WorkerEnd _ = bury();
      return end(errand, e);
    }
    if (!errand.claim()) {
      return true; // cancelled while it waited
    }
    if (!errand.goTo(present())) {
      boolean _ = errand.unstart();
      return true;
    }
    sent.add(errand);
    times.begin(Activity.BUSY);
    pace.begins();
    present().send(List.of(errand.job()));
    sendMore(errand);
    return exchange(errand);
  }

  /**
   * Lets the process have those tasks that it can do in a moment.
   *
   * @param present what it has not got behind it; or what it has done last, if it has nothing and would wait while that is read
   */
  private void sendMore(Errand present) {
    int room = pace.window() - sent.size();
    if (room < sent.size() || draining || stopped || present.isCancelled()) {
      return; // when half of them are done there will be more at once
    }
    WorkerJvm worker = present();
    List<Job> jobs = pool.takeMore(this, Math.min(room, worker.tasksLeft(settings.maxTasks())));
    List<Job> claimed = new ArrayList<>(jobs.size());
    for (Job job : jobs) {
      Errand errand = new Errand(job, this, settings);
      if (!errand.claim()) {
        continue;
      }
      if (errand.goTo(worker)) {
        sent.add(errand);
        claimed.add(job);
      } else {
        takeBack(errand);
      }
    }
    if (!claimed.isEmpty()) {
      if (sent.size() == claimed.size()) {
        pace.begins();
      }
      worker.send(claimed);
      if (present.isCancelled()) {
        worker.recall();
      }
    }
  }

  /** Waits for what becomes of the task at the head. Whether it is over; not if it is to be run again. */
  private boolean exchange(Errand errand) {
    WorkerJvm worker = present();
    boolean recalled = false;
    try {
      while (true) {
        boolean others = sent.size() > 1 && !recalled;
        Packet packet = others ? worker.receive(Pace.HORIZON) : worker.receive();
        if (packet == null) {
          return afterDeath(errand);
        }
        if (packet.isEmpty()) { // nothing in time
          worker.recall();
          pace.stalled();
          recalled = true;
        } else if (packet.kind() == Wire.STARTED) {
          errand.begin();
        } else if (packet.kind() == Wire.RETURNED) {
          takeBack(Codec.number(packet.frame()));
          if (!sent.contains(errand)) {
            return true;
          }
        } else {
          takeOutcome(errand, packet);
          return true;
        }
      }
    } catch (OutOfMemoryError e) { // the reply is larger than what is left of this heap
      worker.kill();
      errand.loseProcess();
      WorkerEnd _ = bury();
      sent.remove(errand);
      takeBackAll();
      return end(errand, e);
    }
  }

  private void takeOutcome(Errand errand, Packet packet) {
    sent.remove();
    pace.ended();
    times.countTask(present().codecNanos());
    errand.record(packet);
    Errand next = sent.peek();
    if (Wire.takeNextBegins(packet.frame()) && next != null) {
      next.begin();
    }
    lead(next);
    if (next != null) {
      sendMore(next);
    } else if (!errand.hasCallbacks()) { // or other workers had better do what waits meanwhile
      sendMore(errand);
      lead(sent.peek());
    }
    Reply.deliver(
        packet,
        errand.job(),
        reading -> {
          times.countReading(reading);
          isAboutToTell(errand);
        });
  }

  /** A submission that follows at once finds this worker idle; not if callbacks come first, which may take long. */
  private void isAboutToTell(Errand errand) {
    if (sent.isEmpty() && !errand.hasCallbacks()) {
      times.begin(Activity.IDLE);
      if (!errand.isCancelled() && present().tasksLeft(settings.maxTasks()) > 0) {
        pool.finishing();
      }
    }
  }

  /** A task that the process gives back. */
  private void takeBack(long number) {
    for (Errand errand : sent) {
      if (errand.isNumber(number)) {
        sent.remove(errand);
        takeBack(errand);
        return;
      }
    }
  }

  private void takeBack(Errand errand) {
    boolean pending = errand.unstart();
    errand.spare();
    if (pending) {
      pool.giveBack(this, errand.job());
    }
  }

  /** None of the tasks that were sent has begun. */
  private void takeBackAll() {
    while (!sent.isEmpty()) {
      takeBack(sent.removeLast()); // each becomes the first of the queue
    }
  }

  /** The process has died. Whether the task at the head is over; not if it is to be run again. */
  private boolean afterDeath(Errand errand) {
    errand.loseProcess();
    WorkerEnd end = Objects.requireNonNull(bury(), "it was there");
    sent.remove();
    takeBackAll();
    String when = errand.hasBegun() ? "while it ran " : "before it began ";
    WorkerDiedException death = new WorkerDiedException(end, when, errand.toString(), null);
    boolean moves = !errand.hasBegun() && movesAfter(errand, death);
    return !moves && endAfter(errand, death);
  }

  /** Whether a task that has not begun is to go to another process after this death: not one that is likely to happen again. */
  private boolean movesAfter(Errand errand, WorkerDiedException death) {
    return death.exitCode() < 0
        && !death.heapExhausted()
        && !settings.breaks()
        && !isEndWanted(errand)
        && errand.countMove() <= MAX_MOVES;
  }

  private boolean isEndWanted(Errand errand) {
    return stopped || errand.isCancelled();
  }

  /** The worker died under the task. Whether that is over; else it is to be run again. */
  private boolean endAfter(Errand errand, WorkerDiedException death) {
    if (isEndWanted(errand)) {
      return end(errand, pool.stoppedBy(death));
    }
    if (settings.breaks()) {
      return end(errand, pool.breakBy(Breakage.ofDeath(death)));
    }
    if (errand.attempts() < settings.maxAttempts()) {
      LOG.warn(
          "Attempt {} of {} follows: {}",
          errand.attempts() + 1,
          settings.maxAttempts(),
          death.getMessage());
      errand.countDeath(death);
      return false;
    }
    return end(errand, errand.after(death));
  }

  private static boolean end(Errand errand, Throwable failure) {
    errand.end(failure);
    return true;
  }

  /**
   * The calling thread is about to wait for a task. If it is a worker's, that runs a callback, what its process has ends first, or
   * is given back, since nobody else would see to it.
   */
  static void aboutToWait() {
    PoolWorker worker = SERVING.get();
    if (worker != null && !worker.sent.isEmpty()) {
      worker.drain();
    }
  }

  /** Whether the calling thread is one of this pool's workers, and so in a callback. */
  static boolean servesFor(ProcessPool pool) {
    PoolWorker worker = SERVING.get();
    return worker != null && worker.pool.equals(pool);
  }

  private void drain() {
    draining = true;
    try {
      present().recall();
      while (!sent.isEmpty()) {
        serve(sent.element());
      }
    } finally {
      draining = false;
    }
  }

  // ---- the process

  private WorkerJvm present() {
    return Objects.requireNonNull(jvm, "makeReady has run");
  }

  /** Lets the process end, on another thread: its shutdown hooks may take long, and hold up nobody's task. */
  private void dismiss() {
    WorkerJvm present = jvm;
    if (present != null) {
      awaitFarewell();
      leaving = present;
      forget();
      try {
        farewell = Thread.ofPlatform().name(thread.getName() + "-end").start(present::dismiss);
      } catch (Throwable failure) { // no thread, or no memory for one
        present.dismiss();
      }
    }
  }

  private void awaitFarewell() {
    boolean interrupted = false;
    while (farewell != null) {
      try {
        farewell.join();
        farewell = null;
        leaving = null;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      thread.interrupt();
    }
  }

  private void killProcess() {
    WorkerJvm present = jvm;
    if (present != null) {
      present.kill();
    }
  }

  private synchronized void forget() {
    jvm = null;
    lost = false;
    shot = false;
  }

  /** Waits for the end of the JVM, which is about to come, and forgets it; null if there is none. */
  private @Nullable WorkerEnd bury() {
    WorkerJvm present = jvm;
    if (present == null) {
      return null;
    }
    WorkerEnd end = present.awaitExit();
    forget();
    return end;
  }
}

package dev.ropewalk.multiprocess.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What lets children start faster: a file with their classes, loaded and linked (JEP 483, 514). There is one for all programs
 * that start children with the same JVM, class path and module options. The first one that finds none has it made by a process
 * of its own, {@link StartCacheBuilder}, and does not wait for it. A failure here costs a line in the log, and nothing else.
 */
final class StartCache {
  /*
   * One object for each key of this program. Under its monitor: asked, whether this program has had the cache made, which it
   * does once; whole, the index of the cache whose content was looked at; taken, whether a child was seen to have taken it;
   * refused, whether one was seen not to.
   *
   * Jars are looked at before each start, the content of the cache before the first.
   */
  private static final Logger LOG = LoggerFactory.getLogger(StartCache.class);

  private static final StartCache NONE = new StartCache(null, "", List.of());

  private static final Map<String, StartCache> CACHES = new ConcurrentHashMap<>();
  private static final AtomicBoolean SAID = new AtomicBoolean();
  private static final AtomicBoolean WARNED = new AtomicBoolean();

  /** How long who starts a child waits until it is logged. */
  private static final Duration LOGGING = Duration.ofSeconds(1);

  /** The status of a JVM that crashed: it aborts whatever happened. */
  private static final int CRASHED = 134;

  private final @Nullable StartCacheFolder folder;
  private final String key;
  private final List<String> builder;

  @GuardedBy("this")
  private boolean asked;

  @GuardedBy("this")
  private @Nullable StartCacheIndex whole;

  @GuardedBy("this")
  private boolean taken;

  @GuardedBy("this")
  private boolean refused;

  StartCache(@Nullable StartCacheFolder folder, String key, List<String> builder) {
    this.folder = folder;
    this.key = key;
    this.builder = builder;
  }

  /** The one for children that are started like this, which may be one that does nothing. */
  static StartCache find(Surroundings jvm, LaunchSettings settings) {
    if (!settings.startCache()) {
      return NONE;
    }
    try {
      Optional<String> obstacle = StartCacheKey.obstacle(jvm, settings);
      if (obstacle.isEmpty()) {
        String key = StartCacheKey.of(jvm, settings);
        return CACHES.computeIfAbsent(key, _ -> open(jvm, settings, key));
      }
      say(obstacle.get());
    } catch (InvalidPathException e) { // a name that the JVM's locale can't express
      say("the class path can't be read: " + e.getMessage());
    }
    return NONE;
  }

  private static StartCache open(Surroundings jvm, LaunchSettings settings, String key) {
    try {
      StartCacheFolder folder = StartCacheFolder.ofThisUser();
      return new StartCache(folder, key, StartCacheBuilder.command(jvm, settings, folder, key));
    } catch (IOException | RuntimeException e) { // it may not be a system with such folders
      say("there is no place for it: " + e);
      return NONE;
    }
  }

  /** Once in a tree of processes. */
  private static void say(String reason) {
    boolean isFirst = Identity.ofThisProcess().parent() == Identity.NO_PARENT;
    if (isFirst && !SAID.getAndSet(true)) {
      log(() -> LOG.info("Child JVMs start without a start cache: {}", reason));
    }
  }

  private static void warn(String reason) {
    if (!WARNED.getAndSet(true)) {
      log(() -> LOG.warn("A start cache of child JVMs is not used: {}", reason));
    }
  }

  /** On a thread of its own: logging may fail, or leave its thread interrupted, and this one may be the user's. */
  private static void log(Runnable record) {
    Thread thread = Thread.ofPlatform().name("ropewalk-start-cache-log").daemon().start(record);
    try {
      boolean _ = thread.join(LOGGING);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What a child is to be started with. */
  synchronized List<String> options() {
    if (folder == null || refused) {
      return List.of();
    }
    StartCacheIndex index = folder.find(key);
    if (index == null || isFaulty(index, folder)) {
      build(folder);
      return List.of();
    }
    if (!index.equals(whole)) {
      whole = index;
      folder.touch(key);
    }
    return List.of("-XX:AOTCache=" + folder.path().resolve(index.cache()), "-Xlog:aot*=off");
  }

  @GuardedBy("this")
  private boolean isFaulty(StartCacheIndex index, StartCacheFolder where) {
    Optional<String> changed = index.changedSource();
    if (changed.isPresent()) {
      warn("it is stale, since " + changed.get() + " has changed");
      return true;
    }
    Path cache = where.path().resolve(index.cache());
    if (index.equals(whole) ? index.isThere(cache) : index.isWhole(cache)) {
      return false;
    }
    warn("its file is damaged: " + cache);
    return true;
  }

  @GuardedBy("this")
  private void build(StartCacheFolder where) {
    if (!asked && !where.isUseless(key)) {
      asked = true;
      StartCacheBuilder.start(builder, StartCache::say);
    }
  }

  /** A child that was started with the options has become ready. */
  synchronized void ready(Process child) {
    if (folder == null || whole == null || taken || refused) {
      return;
    }
    String mapped = mappedFiles(child);
    if (mapped.contains(whole.cache())) {
      taken = true;
    } else if (!mapped.isEmpty()) {
      refused = true; // by this JVM, which has an option that nobody thought of; others may take it
      say("the JVM did not take the one there is");
    }
  }

  /** What a process has in its memory; empty if that is not to be known. */
  private static String mappedFiles(Process process) {
    Path maps = Path.of("/proc", String.valueOf(process.pid()), "maps");
    try (InputStream in = new FileInputStream(maps.toFile())) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return ""; // another system
    }
  }

  /** A child that was started with the options has ended before it was ready. */
  synchronized void notReady(Process child) {
    boolean crashed = !child.isAlive() && child.exitValue() == CRASHED;
    if (folder != null && whole != null && !taken && !refused && crashed) {
      refused = true;
      warn("a JVM that was started with it crashed; none is made for a day");
      folder.markUseless(key);
    }
  }
}

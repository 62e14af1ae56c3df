package dev.ropewalk.multiprocess.shared;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Which segments in a folder Ropewalk made and which processes use them, so that the next process that opens one can delete
 * those whose users are all dead, and nothing else.
 */
final class UserRecords {
  /*
   * Beside the segments lies a folder of this user, and in it a folder for each process, its life (Life says what is in it).
   * A life is locked by its process; the kernel unlocks it when the process dies, however it dies. So nobody asks for
   * process ids, which are used again, differ between containers, and are still there when their process is a zombie.
   *
   * A process has used a segment once it has made it or attached to it, until it is unlinked or the process ends; closing it
   * changes nothing, as in Python, so a segment may be made, filled, closed and handed over by name. A segment that no life
   * has a note of is not ours: it is never deleted here.
   *
   * A name can be taken away by somebody else and given to another segment; therefore notes hold the key of the file (device
   * and inode), and only if that is the key of what has the name now is it deleted. tmpfs gives no inode twice. Other file
   * systems do: in a portable folder a later segment can be taken for an earlier one of its name, as Python always does.
   *
   * Invariants, whenever nobody holds the lock, and as far as nobody else meddles:
   *   I1  a segment of ours that has a name has a note in some life
   *   I2  notes of one name are of one segment
   *   I3  open/<name> is there as long as the process has the segment open, no longer: while it is, the memory can't be
   *       freed anyway. By it the name is given back when somebody else took it away.
   * Notes come before what they are of and go after it, so whoever is killed in between leaves notes of nothing, which are
   * dropped, and never a segment without a note.
   *
   * Everything happens under the lock, in which nothing waits or takes long, but that new memory gets a file in the life of
   * its maker. Lives begin and end seldom, so each process remembers which there are until a change is announced, which
   * comes before the change: whoever is killed in between only makes others look once more.
   */
  private static final String LOCK = "lock";
  private static final int PRUNED_FROM = 64;

  private final Path names;
  private final Path root;
  private final FolderLock lock;

  private final AtomicLong made = new AtomicLong();
  private volatile @Nullable Life own; // written under the lock

  // guarded by the lock
  private final Map<String, Use> uses = new HashMap<>();
  private boolean endsAtExit;
  private List<Life> lives = List.of();
  private long livesAsOf; // FolderLock.changes() when they were looked for; 0 is before all
  private int noted; // as used since the last pruning, or left by it
  private int pruneFrom = PRUNED_FROM;

  /** How many have a segment open in this process. */
  private static final class Use {
    final String key;
    int count = 1;

    Use(String key) {
      this.key = key;
    }
  }

  /**
   * A segment that was found.
   *
   * @param key of its file
   * @param ours whether Ropewalk made it
   * @param memory what to map
   */
  record Found(String key, boolean ours, Path memory) {}

  UserRecords(Path names) {
    this.names = names;
    this.root = names.resolve("ropewalk-" + user());
    this.lock = new FolderLock(root, LOCK);
  }

  private static String user() {
    try {
      return String.valueOf(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return System.getProperty("user.name").replaceAll("\\W", "_");
    }
  }

  private interface Step<T extends @Nullable Object> {
    T run(Life own) throws IOException;
  }

  private <T extends @Nullable Object> T locked(Step<T> step) throws IOException {
    return lock.locked(
        () -> {
          Life life = own;
          return step.run(life == null ? begin() : life);
        });
  }

  /** This process's life, which begins with its first use, and anew after somebody deleted it. */
  private Life own() throws IOException {
    Life life = own;
    return life == null || Files.notExists(life.folder()) ? begin() : life;
  }

  private Life begin() throws IOException {
    lock.announceChange();
    Life life = Life.begin(root);
    if (!Files.getOwner(root, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(life.folder()))) {
      throw new IOException(root + " belongs to somebody else; delete it as root, or ask them to");
    }
    own = life;
    uses.clear();
    endAtExit();
    return life;
  }

  /** A folder that nobody else may enter, made if it is not there. */
  static void privateFolder(Path folder) throws IOException {
    if (!Life.createFolder(folder)
        && !PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS))
            .equals("rwx------")) {
      throw new IOException(folder + " should be a folder that only its owner may enter");
    }
  }

  private void endAtExit() {
    if (endsAtExit) {
      return;
    }
    endsAtExit = true;
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(this::end, "ropewalk-shared-memory-cleanup"));
    } catch (IllegalStateException e) {
      // The JVM is exiting: the next process that opens a segment finds the life and ends it.
    }
  }

  /** Ends this process's life: deletes the segments that no other process has used. */
  private void end() {
    try {
      lock.locked(
          () -> {
            if (own != null) {
              reap(own);
            }
            return true;
          });
    } catch (IOException e) {
      // As above.
    }
  }

  /** Makes a file for the memory of a new segment. */
  Path newFile() throws IOException {
    Life life = own;
    if (life != null) {
      try {
        return life.createFile(made.incrementAndGet()); // nobody else touches what is in it
      } catch (NoSuchFileException e) {
        // it is deleted
      }
    }
    return lock.locked(() -> own().createFile(made.incrementAndGet()));
  }

  /** Deletes what dead processes left. */
  void reap() throws IOException {
    List<Life> _ = locked(_ -> reap(null));
  }

  /**
   * Gives new memory its name, after deleting what dead processes left.
   *
   * @return its key
   * @throws FileAlreadyExistsException if the name is taken; then the memory stays as it is
   */
  String publish(Path memory, String name) throws IOException {
    return locked(
        life -> {
          List<Life> alive = reap(null);
          Path segment = names.resolve(name);
          if (Files.exists(segment, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(segment.toString());
          }
          for (Life any : alive) { // of whose segment somebody else took the name away
            any.forget(name);
          }
          life.noteNew(name, memory);
          try {
            Files.createLink(segment, life.open(name));
          } catch (IOException e) { // there is one, perhaps: not of one of us, who has no lock
            life.takeBack(name, memory);
            throw e;
          }
          String key = String.valueOf(Life.keyOf(life.open(name)));
          uses.put(name, new Use(key));
          return key;
        });
  }

  /**
   * Finds a segment after deleting what dead processes left; {@link #closed} undoes it.
   *
   * @param expected the key it must have; null for any
   * @return null if there is none
   */
  @Nullable Found open(String name, @Nullable String expected) throws IOException {
    return lock.locked(
        () -> {
          Life life = own();
          List<Life> alive = reap(null);
          Path segment = names.resolve(name);
          if (Files.notExists(segment, LinkOption.NOFOLLOW_LINKS)) {
            giveBack(name, alive);
          }
          String key = Life.keyOf(segment);
          if (key == null || (expected != null && !expected.equals(key))) {
            return null;
          }
          if (!isNoted(name, key, alive)) {
            return new Found(key, false, segment);
          }
          Use use = uses.get(name);
          if (use != null && use.key.equals(key)) {
            use.count++;
          } else {
            life.noteOpen(name, segment);
            uses.put(name, new Use(key));
          }
          return new Found(key, true, life.open(name));
        });
  }

  private void giveBack(String name, List<Life> alive) throws IOException {
    for (Life life : alive) {
      if (life.openKey(name) != null) {
        Files.createLink(names.resolve(name), life.open(name));
        return;
      }
    }
  }

  private static boolean isNoted(String name, String key, List<Life> lives) throws IOException {
    for (Life life : lives) {
      if (key.equals(life.key(name))) {
        return true;
      }
    }
    return false;
  }

  /** One who had a segment of ours open in this process has closed it. */
  void closed(String name, String key) throws IOException {
    boolean _ =
        locked(
            life -> {
              Use use = uses.get(name);
              if (use != null && use.key.equals(key) && --use.count == 0) {
                uses.remove(name);
                if (key.equals(Life.keyOf(names.resolve(name)))) {
                  life.noteUsed(name, key);
                  noted++;
                }
                life.forgetOpen(name);
              }
              return true;
            });
  }

  /** Takes a segment's name away for good; false if it had none any more. */
  boolean unlink(String name, String key) throws IOException {
    return locked(
        _ -> {
          Path segment = names.resolve(name);
          boolean found = key.equals(Life.keyOf(segment));
          if (found) {
            Life.delete(segment);
          }
          for (Life any : lives()) {
            found |= any.forget(name, key);
          }
          return found;
        });
  }

  /**
   * Gives a segment's name back if somebody else took it away; false if the segment is unlinked.
   *
   * @throws FileAlreadyExistsException if another segment has the name
   */
  boolean restore(String name, String key) throws IOException {
    return locked(
        life -> {
          Path segment = names.resolve(name);
          if (key.equals(Life.keyOf(segment))) {
            return true;
          }
          if (!key.equals(life.openKey(name))) {
            return false;
          }
          Files.createLink(segment, life.open(name));
          return true;
        });
  }

  private List<Life> lives() throws IOException {
    if (livesAsOf != lock.changes()) {
      lives = findLives();
      livesAsOf = lock.changes();
    }
    return lives;
  }

  private List<Life> findLives() throws IOException {
    List<Life> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(root)) {
      for (Path file : files) {
        if (!file.endsWith(LOCK)) {
          found.add(new Life(file));
        }
      }
    }
    return found;
  }

  /**
   * Ends the lives of dead processes, and deletes the segments that nobody alive has used.
   *
   * @param ending a life that ends now although its process is alive; null for none
   * @return the lives that go on
   */
  private List<Life> reap(@Nullable Life ending) throws IOException {
    List<Life> alive = new ArrayList<>();
    List<Life> dead = new ArrayList<>();
    for (Life life : lives()) {
      boolean ends = ending != null && ending.folder().equals(life.folder());
      (ends || !life.isAlive() ? dead : alive).add(life);
    }
    if (!dead.isEmpty()) {
      lock.announceChange();
    }
    for (Life life : dead) {
      for (String name : life.names()) {
        reap(name, life.key(name), alive);
      }
      life.delete();
    }
    prune();
    return alive;
  }

  private void reap(String name, @Nullable String key, List<Life> alive) throws IOException {
    Path segment = names.resolve(name);
    if (key != null && key.equals(Life.keyOf(segment)) && !isNoted(name, key, alive)) {
      Files.delete(segment);
    }
  }

  /** Drops notes of closed segments whose names others took away; seldom, for each costs a look. */
  private void prune() throws IOException {
    if (own == null || noted < pruneFrom) {
      return;
    }
    noted = 0;
    for (String name : own.usedNames()) {
      String now = Life.keyOf(names.resolve(name));
      if (now == null || !now.equals(own.key(name))) {
        own.forget(name);
      } else {
        noted++;
      }
    }
    pruneFrom = Math.max(PRUNED_FROM, 2 * noted);
  }
}

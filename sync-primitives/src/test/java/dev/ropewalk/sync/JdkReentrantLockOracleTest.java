package dev.ropewalk.sync;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** The JDK's lock passes the suite that ours must pass, so the suite asks for no more than the JDK's contract. */
final class JdkReentrantLockOracleTest extends LockContract {

  @Override
  Lock newLock() {
    return new ReentrantLock();
  }
}

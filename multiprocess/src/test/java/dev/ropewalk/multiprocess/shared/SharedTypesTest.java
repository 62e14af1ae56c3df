package dev.ropewalk.multiprocess.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ropewalk.multiprocess.ChildProcess;
import dev.ropewalk.multiprocess.NothingLeftBehind;
import dev.ropewalk.testkit.CoversScenario;
import dev.ropewalk.testkit.JoinedThreads;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Values and arrays of each primitive type. */
@ExtendWith(NothingLeftBehind.class)
class SharedTypesTest {

  @Test
  void valuesOfEachType_areChangedByAChild() throws Exception {
    try (SharedValue.OfByte b = SharedValue.ofByte((byte) 'x');
        SharedValue.OfShort h = SharedValue.ofShort((short) -232);
        SharedValue.OfInt i = SharedValue.ofInt(4343);
        SharedValue.OfLong q = SharedValue.ofLong(1L << 33);
        SharedValue.OfFloat f = SharedValue.ofFloat(1.5f);
        SharedValue.OfDouble d = SharedValue.ofDouble(3.625);
        SharedValue.OfBoolean z = SharedValue.ofBoolean(true);
        SharedArray.OfBoolean flags = SharedArray.ofBooleans(3)) {
      assertThat(b.get() + " " + h.get() + " " + i.get() + " " + q.get())
          .isEqualTo("120 -232 4343 8589934592");
      assertThat(f.get() + " " + d.get() + " " + z.get()).isEqualTo("1.5 3.625 true");
      ChildProcess process =
          ChildProcess.of(
                  () -> {
                    b.set((byte) 'y');
                    h.set((short) 234);
                    i.set(24234);
                    q.set(1L << 34);
                    f.set(-2.5f);
                    d.set(-4.25);
                    z.set(false);
                    flags.set(1, true);
                  })
              .start();
      process.join();
      assertThat(process.exitCode()).hasValue(0);
      assertThat(b.get() + " " + h.get() + " " + i.get() + " " + q.get())
          .isEqualTo("121 234 24234 17179869184");
      assertThat(f.get() + " " + d.get() + " " + z.get()).isEqualTo("-2.5 -4.25 false");
      assertThat(flags.toArray()).containsExactly(false, true, false);
      assertThat(b).hasToString("SharedValue.OfByte[121]");
      assertThat(flags).hasToString("SharedArray.OfBoolean[length 3]");
    }
  }

  @Test
  void narrowValues_haveAtomicOperations_andAreCutAsInC() {
    try (SharedValue.OfByte b = SharedValue.ofByte((byte) 127);
        SharedValue.OfShort h = SharedValue.ofShort(Short.MIN_VALUE);
        SharedValue.OfBoolean z = SharedValue.ofBoolean(false)) {
      assertThat(b.getAndAdd(1)).isEqualTo((byte) 127);
      assertThat(b.get()).isEqualTo((byte) -128);
      assertThat(b.addAndGet(-1)).isEqualTo((byte) 127);
      assertThat(b.compareAndSet((byte) 126, (byte) 1)).isFalse();
      assertThat(b.compareAndSet((byte) 127, (byte) -1)).isTrue();
      assertThat(b.compareAndSet((byte) -1, (byte) 5)).isTrue();
      assertThat(b.getAndSet((byte) 6)).isEqualTo((byte) 5);
      assertThat(b.updateAndGet(n -> n * 50)).isEqualTo((byte) 44);
      assertThat(h.addAndGet(-1)).isEqualTo(Short.MAX_VALUE);
      assertThat(h.getAndAdd(1)).isEqualTo(Short.MAX_VALUE);
      assertThat(h.compareAndSet(Short.MIN_VALUE, (short) -2)).isTrue();
      assertThat(h.getAndSet((short) 3)).isEqualTo((short) -2);
      assertThat(h.updateAndGet(n -> -n)).isEqualTo((short) -3);
      assertThat(z.compareAndSet(true, false)).isFalse();
      assertThat(z.compareAndSet(false, true)).isTrue();
      assertThat(z.getAndSet(false)).isTrue();
    }
  }

  @Test
  void otherValues_haveAtomicOperations() {
    try (SharedValue.OfInt i = SharedValue.ofInt(1);
        SharedValue.OfFloat f = SharedValue.ofFloat(0.5f);
        SharedValue.OfDouble d = SharedValue.ofDouble(0.5)) {
      assertThat(i.getAndAdd(2)).isEqualTo(1);
      assertThat(i.addAndGet(Integer.MAX_VALUE)).isEqualTo(Integer.MIN_VALUE + 2);
      assertThat(i.getAndSet(7)).isEqualTo(Integer.MIN_VALUE + 2);
      assertThat(i.compareAndSet(7, 8)).isTrue();
      assertThat(i.updateAndGet(n -> n * n)).isEqualTo(64);
      assertThat(f.getAndAdd(1)).isEqualTo(0.5f);
      assertThat(f.addAndGet(1)).isEqualTo(2.5f);
      assertThat(f.compareAndSet(2.5f, Float.NaN)).isTrue();
      assertThat(f.compareAndSet(Float.NaN, 1)).isTrue();
      assertThat(f.getAndSet(2)).isEqualTo(1f);
      assertThat(f.updateAndGet(n -> n / 4)).isEqualTo(0.5f);
      assertThat(d.getAndAdd(0.25)).isEqualTo(0.5);
      assertThat(d.get()).isEqualTo(0.75);
    }
  }

  @Test
  void arrays_lieInMemoryAsInC() {
    try (SharedArray.OfByte b = SharedArray.copyOf(new byte[] {1, 2, 3});
        SharedArray.OfShort h = SharedArray.copyOf(new short[] {1, -2, 3});
        SharedArray.OfInt i = SharedArray.copyOf(new int[] {1, -2, 3});
        SharedArray.OfFloat f = SharedArray.copyOf(new float[] {0.5f, -1.5f});
        SharedArray.OfBoolean z = SharedArray.copyOf(new boolean[] {true, false, true})) {
      assertThat(b.memory.asSlice(0, 3).toArray(ValueLayout.JAVA_BYTE)).containsExactly(1, 2, 3);
      assertThat(h.memory.asSlice(0, 6).toArray(ValueLayout.JAVA_SHORT)).containsExactly(1, -2, 3);
      assertThat(i.memory.toArray(ValueLayout.JAVA_INT)).containsExactly(1, -2, 3);
      assertThat(f.memory.toArray(ValueLayout.JAVA_FLOAT)).containsExactly(0.5f, -1.5f);
      assertThat(z.memory.asSlice(0, 3).toArray(ValueLayout.JAVA_BYTE)).containsExactly(1, 0, 1);
      assertThat(b.length() + h.length() + i.length() + f.length() + z.length()).isEqualTo(14);
    }
  }

  @Test
  void slices_areCopiedAndSet_orRefusedAsAWhole() {
    try (SharedArray.OfInt array =
        SharedArray.copyOf(new int[] {680, 626, 934, 821, 150, 233, 548, 982, 714, 831})) {
      assertThat(array.toArray(2, 7)).containsExactly(934, 821, 150, 233, 548);
      array.setAll(4, new int[] {1, 2, 3, 4});
      assertThat(array.toArray()).containsExactly(680, 626, 934, 821, 1, 2, 3, 4, 714, 831);
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> array.setAll(8, new int[] {9, 9, 9}));
      assertThat(array.get(8)).isEqualTo(714);
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> array.toArray(5, 11));
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> array.getPlain(10));
      array.setPlain(9, 5);
      assertThat(array.getPlain(9)).isEqualTo(5);
    }
  }

  @Test
  @CoversScenario("_test_multiprocessing._TestSharedCTypes.test_copy")
  void copy_isASnapshotOfItsOwn() {
    try (SharedArray.OfDouble array = SharedArray.copyOf(new double[] {2, 5});
        SharedArray.OfDouble copy = SharedArray.copyOf(array.toArray())) {
      array.set(0, 0);
      assertThat(copy.toArray()).containsExactly(2, 5);
    }
  }

  @Test
  void neighbouringBytes_countedByTwoThreads_loseNothing() throws Exception {
    try (SharedArray.OfByte bytes = SharedArray.ofBytes(7);
        JoinedThreads threads = new JoinedThreads()) {
      for (int t = 0; t < 2; t++) {
        int last = 6 - t; // in the word that is padded
        threads.start(
            () -> {
              for (int n = 0; n < 100_000 + last; n++) {
                byte _ = bytes.addAndGet(last, 1);
                byte _ = bytes.addAndGet(4, 1);
              }
            });
      }
      threads.join();
      assertThat(bytes.toArray())
          .containsExactly(0, 0, 0, 0, (byte) 200_011, (byte) 100_005, (byte) 100_006);
    }
  }
}

package dev.ropewalk.threads;

/** Two snapshots in force; closing this closes both, the second first. */
record InstalledPair(ContextCarrier.Installed first, ContextCarrier.Installed second)
    implements ContextCarrier.Installed {

  /** Installs the first, then the second; if that fails, closes the first. */
  static ContextCarrier.Installed of(
      ContextCarrier.Snapshot first, ContextCarrier.Snapshot second) {
    ContextCarrier.Installed installed = first.install();
    try {
      return new InstalledPair(installed, second.install());
    } catch (RuntimeException | Error failure) {
      try (installed) {
        throw failure;
      }
    }
  }

  /** Closes both, even when one fails; the first failure is thrown, with the other suppressed. */
  @Override
  public void close() {
    try (first) {
      second.close();
    }
  }
}

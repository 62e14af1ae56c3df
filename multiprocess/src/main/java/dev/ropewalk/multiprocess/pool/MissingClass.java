package dev.ropewalk.multiprocess.pool;

/** What a child says when it can't find a class of its task. */
final class MissingClass {

  private MissingClass() {}

  /** Names the class, the loader that looked for it and what to do. */
  static IllegalStateException explain(Throwable failure) {
    String modulePath = System.getProperty("jdk.module.path");
    return new IllegalStateException(
        "the child process "
            + Identity.ofThisProcess().name()
            + " can't find a class of its task ("
            + failure
            + "): the class loader "
            + Thread.currentThread().getContextClassLoader()
            + " looked on the class path "
            + System.getProperty("java.class.path")
            + (modulePath == null ? "" : " and the module path " + modulePath)
            + ": put the class on the path of the parent, or name its jar or folder in"
            + " ProcessOptions.Builder.addClassPath",
        failure);
  }
}

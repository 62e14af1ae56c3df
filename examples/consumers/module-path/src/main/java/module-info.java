/** Uses Ropewalk through its descriptors only. */
module consumer {
  requires dev.ropewalk.async;
  requires dev.ropewalk.multiprocess;
}

package dev.surprisal.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** This process's processor time, all threads; the clock ticks every 10 ms. */
public final class ProcessCpu {
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private ProcessCpu() {}

  public static double seconds() {
    return SYSTEM.getProcessCpuTime() * 1e-9;
  }
}

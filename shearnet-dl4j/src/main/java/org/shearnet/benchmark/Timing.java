package org.shearnet.benchmark;

/**
 * What an estimator's answers took, each number for one galaxy (milliseconds).
 *
 * @param coldWallMs wall time in the first batch of all
 * @param coldCpuMs processor time there, summed over threads
 * @param wallMs wall time in all later batches; in the first where there is no other
 * @param cpuMs processor time in them
 * @param leastThreads fewest threads that worked: measurements may come from several runs
 * @param mostThreads most threads that worked
 */
public record Timing(
        double coldWallMs, double coldCpuMs, double wallMs, double cpuMs, int leastThreads, int mostThreads) {

    /** Adds batches up. */
    static final class Watch {
        private double coldWall = Double.NaN;
        private double coldCpu = Double.NaN;
        private double wall;
        private double cpu;
        private long count;
        private int least = Integer.MAX_VALUE;
        private int most;

        /** A batch, the first one of an estimator being its cold one. */
        void add(MeasurementStore.Timed batch, boolean cold) {
            least = Math.min(least, batch.threads());
            most = Math.max(most, batch.threads());
            if (cold) {
                coldWall = batch.wallMs();
                coldCpu = batch.cpuMs();
            } else {
                wall += batch.wallMs() * batch.estimates().length;
                cpu += batch.cpuMs() * batch.estimates().length;
                count += batch.estimates().length;
            }
        }

        Timing timing() {
            return new Timing(
                    coldWall,
                    coldCpu,
                    count == 0 ? coldWall : wall / count,
                    count == 0 ? coldCpu : cpu / count,
                    least,
                    most);
        }
    }
}

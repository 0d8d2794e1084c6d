import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Metrics } from '@aws-lambda-powertools/metrics';
import { METRICS } from '../../lib/definition/metrics.ts';
import type { Telling } from './notifying.ts';

/** Metrics as lines of the log, each with dimensions of its own; `service` is in all of them. */
export function measuresBy(metrics: Metrics): Pick<Telling, 'count' | 'skipped'> {
  return {
    count(choreography, deviation, count) {
      const metric = metrics.singleMetric();
      metric.addDimensions({ choreography, deviation });
      metric.addMetric(METRICS.deviations, MetricUnit.Count, count);
    },
    skipped() {
      metrics.singleMetric().addMetric(METRICS.unreadable, MetricUnit.Count, 1);
    },
  };
}

// What Prometheus answered, as Grafana's data frames.
import {
  applyFieldOverrides, cacheFieldDisplayNames, createDataFrame, FieldConfigOptionsRegistry, FieldType, identityOverrideProcessor, renderLegendFormat, standardTransformers,
  standardTransformersRegistry, transformDataFrame,
} from '@grafana/data';
import { lastValueFrom } from 'rxjs';

const STEP = 2000;

// Grafana's own program names these; its packages leave that to whoever draws.
const PROPERTIES = ['unit', 'min', 'max', 'decimals', 'noValue', 'mappings', 'color', 'thresholds', 'links'];
const CUSTOM = ['width', 'drawStyle', 'lineWidth', 'lineStyle', 'fillOpacity', 'fillBelowTo', 'showPoints', 'spanNulls', 'thresholdsStyle', 'scaleDistribution', 'axisSoftMax', 'hideFrom'];

function property(id, path, isCustom) {
  return { id, path, isCustom, process: identityOverrideProcessor, shouldApply: () => true };
}

const registry = new FieldConfigOptionsRegistry(() => [
  ...PROPERTIES.map((name) => property(name, name, false)),
  ...CUSTOM.map((name) => property(`custom.${name}`, name, true)),
]);

// One of them has two names.
standardTransformersRegistry.setInit(() =>
  [...new Set(Object.values(standardTransformers))].map((transformation) => ({ id: transformation.id, name: transformation.name, transformation }))
);

const number = (text) => (Number.isFinite(Number(text)) ? Number(text) : null);

// Grafana's own program does so, so that lines break where nothing was measured.
function withGaps(values) {
  return values.flatMap(([at, value], i) => {
    const missing = i ? Math.round(((at - values[i - 1][0]) * 1000) / STEP) - 1 : 0;
    return [...Array(missing).keys()].map((k) => [at - ((missing - k) * STEP) / 1000, NaN]).concat([[at, value]]);
  });
}

function series({ metric, values: answered }, target) {
  const values = withGaps(answered);
  return createDataFrame({
    refId: target.refId,
    fields: [
      { name: 'Time', type: FieldType.time, values: values.map(([at]) => at * 1000), config: { interval: STEP } },
      {
        name: 'Value', type: FieldType.number, labels: metric, values: values.map(([, value]) => number(value)),
        config: { displayNameFromDS: target.legendFormat ? renderLegendFormat(target.legendFormat, metric) : undefined },
      },
    ],
  });
}

function rows(answer, target) {
  const labels = [...new Set(answer.flatMap(({ metric }) => Object.keys(metric)))].sort();
  return createDataFrame({
    refId: target.refId,
    fields: [
      { name: 'Time', type: FieldType.time, values: answer.map(({ value }) => value[0] * 1000) },
      ...labels.map((label) => ({ name: label, type: FieldType.string, values: answer.map(({ metric }) => metric[label] ?? '') })),
      { name: 'Value', type: FieldType.number, values: answer.map(({ value }) => number(value[1])) },
    ],
  });
}

/** One frame for each series, or one with a row each for a query that asks for a moment; transformed and configured as the panel says. */
export async function framesOf(panel, answers, theme, replaceVariables) {
  const frames = panel.targets.flatMap((target, i) =>
    target.instant ? (answers[i].length ? [rows(answers[i], target)] : []) : answers[i].map((one) => series(one, target))
  );
  const transformed = await lastValueFrom(transformDataFrame(panel.transformations ?? [], frames, { interpolate: replaceVariables }));
  const fieldConfig = structuredClone(panel.fieldConfig);
  // JSON has no infinity.
  for (const step of fieldConfig.defaults.thresholds.steps) step.value ??= -Infinity;
  const configured = applyFieldOverrides({ data: transformed, fieldConfig, fieldConfigRegistry: registry, replaceVariables, theme, timeZone: 'utc' });
  cacheFieldDisplayNames(configured);
  // Colours go by the displayed names, which a join of frames may forget.
  for (const field of configured.flatMap(({ fields }) => fields)) field.name = field.state.displayName;
  return configured;
}

export const isEmpty = (frames) => !frames.some(({ fields }) => fields.some(({ type, values }) => type !== FieldType.time && values.some((one) => one !== null)));

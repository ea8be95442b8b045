// Heatmap and state timeline. Their panels are not in Grafana's packages, so that the cells are drawn here, with Grafana's axes and scales.
import { AxisPlacement, ScaleDirection, ScaleOrientation } from '@grafana/schema';
import { UPlotChart, UPlotConfigBuilder, useTheme2 } from '@grafana/ui';
import { interpolateCividis } from 'd3-scale-chromatic';
import React, { useMemo } from 'react';

function configured(theme, { from, to }, labels, draw) {
  const builder = new UPlotConfigBuilder('utc');
  builder.addScale({ scaleKey: 'x', isTime: true, orientation: ScaleOrientation.Horizontal, direction: ScaleDirection.Right, range: () => [from, to] });
  builder.addScale({ scaleKey: 'y', isTime: false, orientation: ScaleOrientation.Vertical, direction: ScaleDirection.Up, range: () => [0, labels.length] });
  builder.addAxis({ scaleKey: 'x', isTime: true, placement: AxisPlacement.Bottom, timeZone: 'utc', theme, grid: { show: false } });
  const every = Math.ceil(labels.length / 12);
  const shown = labels.map((_, i) => i).filter((i) => i % every === 0);
  builder.addAxis({
    scaleKey: 'y', placement: AxisPlacement.Left, theme, grid: { show: false }, ticks: { show: false },
    splits: () => shown.map((i) => i + 0.5), values: () => shown.map((i) => labels[i]),
  });
  builder.addSeries({ scaleKey: 'y', theme, show: false });
  builder.addHook('draw', draw);
  return builder;
}

/** rows: of each, from below, its cells as [time, width in milliseconds, colour]. */
function Cells({ labels, rows, range, width, height, gap }) {
  const theme = useTheme2();
  const config = useMemo(() => {
    const draw = (u) => {
      for (const [y, cells] of rows.entries()) {
        const top = u.valToPos(y + 1 - gap, 'y', true);
        const bottom = u.valToPos(y + gap, 'y', true);
        for (const [at, wide, color] of cells) {
          const left = u.valToPos(at, 'x', true);
          u.ctx.fillStyle = color;
          u.ctx.fillRect(left, top, u.valToPos(at + wide, 'x', true) - left + 0.5, bottom - top);
        }
      }
    };
    return configured(theme, range, labels, draw);
  }, [theme, range, labels, rows, gap]);
  return <UPlotChart config={config} data={[[range.from, range.to], [null, null]]} width={width} height={height} />;
}

/** frames: one for each bucket, cumulative as Prometheus has them. */
export function Heatmap({ frames, options, range, width, height }) {
  const buckets = frames
    .map(({ fields: [time, value] }) => ({ bound: Number(value.labels.le.replace('+Inf', 'Infinity')), times: time.values, values: value.values }))
    .sort((a, b) => a.bound - b.bound);
  const counts = buckets.map(({ values }, i) => values.map((value, at) => value - (i ? buckets[i - 1].values[at] : 0)));
  const most = Math.max(...counts.flat());
  const { exponent, steps } = options.color;
  const colour = (count) => interpolateCividis(Math.round((count / most) ** exponent * (steps - 1)) / (steps - 1));
  const rows = buckets.map(({ times }, i) =>
    times.flatMap((at, k) => (counts[i][k] > options.filterValues.le ? [[at, times[1] - times[0], colour(counts[i][k])]] : []))
  );
  const labels = buckets.map(({ bound }) => (Number.isFinite(bound) ? String(Number(bound.toPrecision(3))) : '+Inf'));
  return <Cells labels={labels} rows={rows} range={range} width={width} height={height} gap={0.02} />;
}

/** frames: one for each row; a cell where it has a value. */
export function StateTimeline({ frames, options, range, width, height }) {
  const theme = useTheme2();
  const ordered = [...frames].reverse();
  const rows = ordered.map(({ fields: [time, value] }) => {
    const colour = theme.visualization.getColorByName(value.config.color.fixedColor);
    return time.values.flatMap((at, i) => (value.values[i] === null ? [] : [[at, time.config.interval, colour]]));
  });
  const labels = ordered.map(({ fields: [, value] }) => value.config.displayNameFromDS);
  return <Cells labels={labels} rows={rows} range={range} width={width} height={height} gap={(1 - options.rowHeight) / 2} />;
}

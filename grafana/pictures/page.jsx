// A dashboard as Grafana's own components draw it, from answers of Prometheus that were recorded. The page asks for shown.json.
import '@fontsource/inter/400.css';
import '@fontsource/inter/500.css';
import 'uplot/dist/uPlot.min.css';
import { createTheme, dateTime, EventBusSrv, fieldMatchers, FieldMatcherID, FieldType, getFieldDisplayValues, ThemeContext } from '@grafana/data';
import { BigValue, GlobalStyles, Icon, PanelChrome, PanelContextProvider, Table, TimeSeries, useTheme2 } from '@grafana/ui';
import React from 'react';
import { createRoot } from 'react-dom/client';
import { Heatmap, StateTimeline } from './cells.jsx';
import { framesOf, isEmpty } from './frames.js';

const CELL = 30, GAP = 8, COLUMNS = 24;

function Empty({ panel, width, height }) {
  const theme = useTheme2();
  const text = panel.fieldConfig.defaults.noValue ?? 'No data';
  return <div style={{ width, height, display: 'flex', alignItems: 'center', justifyContent: 'center', color: theme.colors.text.secondary }}>{text}</div>;
}

function Stat({ panel, frames, width, height, replaceVariables }) {
  const theme = useTheme2();
  const { reduceOptions, colorMode, graphMode, justifyMode } = panel.options;
  const [{ display, sparkline }] = getFieldDisplayValues({
    fieldConfig: panel.fieldConfig, reduceOptions, replaceVariables, theme, data: frames, sparkline: graphMode !== 'none', timeZone: 'utc',
  });
  return (
    <BigValue
      value={{ ...display, title: '' }} sparkline={sparkline} colorMode={colorMode} graphMode={graphMode} justifyMode={justifyMode} textMode="value"
      width={width} height={height} theme={theme}
    />
  );
}

// As Grafana's own program draws annotations: a dashed line with a mark below.
function marks(marked) {
  return (u) => {
    u.ctx.save();
    for (const { at, color } of marked) {
      const x = u.valToPos(at, 'x', true);
      u.ctx.strokeStyle = u.ctx.fillStyle = color;
      u.ctx.setLineDash([5, 5]);
      u.ctx.beginPath();
      u.ctx.moveTo(x, u.bbox.top);
      u.ctx.lineTo(x, u.bbox.top + u.bbox.height);
      u.ctx.stroke();
      u.ctx.beginPath();
      u.ctx.moveTo(x, u.bbox.top + u.bbox.height);
      u.ctx.lineTo(x - 5, u.bbox.top + u.bbox.height + 8);
      u.ctx.lineTo(x + 5, u.bbox.top + u.bbox.height + 8);
      u.ctx.fill();
    }
    u.ctx.restore();
  };
}

function Lines({ panel, frames, range, marked, width, height }) {
  const trend = panel.type === 'trend';
  const y = fieldMatchers.get(FieldMatcherID.byTypes).get(new Set([FieldType.number]));
  const x = (field) => field.name === panel.options.xField;
  return (
    <TimeSeries
      frames={frames} structureRev={1} width={width} height={height} timeZone="utc" options={panel.options} legend={panel.options.legend}
      timeRange={{ from: dateTime(range.from), to: dateTime(range.to), raw: { from: dateTime(range.from), to: dateTime(range.to) } }}
      {...(trend ? { fields: { x, y: (field, ...more) => !x(field) && y(field, ...more) } } : {})}
    >
      {(config) => {
        if (!trend) config.addHook('draw', marks(marked));
        return null;
      }}
    </TimeSeries>
  );
}

const KINDS = {
  stat: Stat, timeseries: Lines, trend: Lines, heatmap: Heatmap, 'state-timeline': StateTimeline,
  table: ({ frames, width, height }) => <Table data={frames[0]} width={width} height={height} />,
};

function Panel({ panel, frames, width, height, ...more }) {
  const Kind = KINDS[panel.type];
  const link = (
    <PanelChrome.TitleItem title={panel.links[0].title}>
      <Icon name="external-link-alt" size="md" />
    </PanelChrome.TitleItem>
  );
  return (
    <PanelChrome title={panel.title} description={panel.description} titleItems={link} width={width} height={height} padding={panel.type === 'table' ? 'none' : 'md'}>
      {(w, h) =>
        isEmpty(frames) ? <Empty panel={panel} width={w} height={h} /> : <Kind panel={panel} options={panel.options} frames={frames} width={w} height={h} {...more} />
      }
    </PanelChrome>
  );
}

function Board({ board, drawn, width, ...more }) {
  const theme = useTheme2();
  const column = (width - GAP) / COLUMNS;
  const place = ({ x, y, w, h }) => ({ left: GAP + x * column, top: y * (CELL + GAP), width: w * column - GAP, height: h * (CELL + GAP) - GAP });
  const bottom = Math.max(...board.panels.map(({ gridPos: { y, h } }) => y + h)) * (CELL + GAP);
  const box = { border: `1px solid ${theme.colors.border.medium}`, borderRadius: 2, padding: '4px 8px' };
  return (
    <div style={{ width, paddingTop: 8 }}>
      <div style={{ display: 'flex', gap: 16, alignItems: 'center', padding: '0 8px 8px', height: 40 }}>
        <span style={{ fontSize: 18 }}>{board.title}</span>
        {board.templating.list.filter(({ hide, type }) => !hide && type === 'query').map(({ name, label }) => (
          <span key={name}><span style={{ ...box, background: theme.colors.background.secondary }}>{label}</span><span style={box}>All</span></span>
        ))}
      </div>
      <div style={{ position: 'relative', height: bottom }}>
        {board.panels.map((panel) => {
          const { left, top, width: w, height: h } = place(panel.gridPos);
          return (
            <div key={panel.id} style={{ position: 'absolute', left, top, width: w, height: h }}>
              {panel.type === 'row' ? (
                <div style={{ display: 'flex', alignItems: 'center', height: h, gap: 4, fontWeight: 500 }}><Icon name="angle-down" />{panel.title}</div>
              ) : (
                <Panel panel={panel} frames={drawn[panel.id]} width={w} height={h} {...more} />
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** Where a series of an annotation begins after having been away for more than an annotation's step, a minute. */
function marked(board, annotations, theme) {
  return board.annotations.list.flatMap(({ name, iconColor }) =>
    annotations[name].flatMap(({ values }) =>
      values.filter(([at], i) => i === 0 || at - values[i - 1][0] > 60).map(([at]) => ({ at: at * 1000, color: theme.visualization.getColorByName(iconColor) }))
    )
  );
}

const { board, answers, from, to } = await (await fetch('shown.json')).json();
const theme = createTheme({ colors: { mode: new URLSearchParams(location.search).get('theme') ?? 'dark' } });
const constants = Object.fromEntries(board.templating.list.filter(({ type }) => type === 'constant').map(({ name, query }) => [name, query]));
const replaceVariables = (text) => text.replace(/\${(\w+)}/g, (whole, name) => constants[name] ?? whole);
const drawn = {};
for (const panel of board.panels.filter(({ type }) => type !== 'row')) drawn[panel.id] = await framesOf(panel, answers.panels[panel.id], theme, replaceVariables);

const context = { eventBus: new EventBusSrv(), eventsScope: 'board' };
createRoot(document.getElementById('board')).render(
  <ThemeContext.Provider value={theme}>
    <GlobalStyles />
    <PanelContextProvider value={context}>
      <Board
        board={board} drawn={drawn} width={document.body.clientWidth} range={{ from: from * 1000, to: to * 1000 }}
        marked={marked(board, answers.annotations, theme)} replaceVariables={replaceVariables}
      />
    </PanelContextProvider>
  </ThemeContext.Provider>
);

// The dashboards' form: Grafana's own types, with each panel's options by its kind and no field that they don't know.
import type { AnnotationQuery, Dashboard, FieldConfig, FieldConfigSource, Panel, RowPanel, DataSourceRef } from '@grafana/schema';
import type * as Heatmap from '@grafana/schema/dist/types/raw/composable/heatmap/panelcfg/x/HeatmapPanelCfg_types.gen';
import type * as Stat from '@grafana/schema/dist/types/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen';
import type * as Timeline from '@grafana/schema/dist/types/raw/composable/statetimeline/panelcfg/x/StateTimelinePanelCfg_types.gen';
import type * as Table from '@grafana/schema/dist/types/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen';
import type * as Series from '@grafana/schema/dist/types/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen';
import type * as Trend from '@grafana/schema/dist/types/raw/composable/trend/panelcfg/x/TrendPanelCfg_types.gen';

// As Prometheus's query editor writes it.
interface Target {
  refId: string;
  datasource: DataSourceRef;
  editorMode: 'code';
  expr: string;
  legendFormat: string;
  instant: boolean;
  range: boolean;
  format?: 'table' | 'heatmap';
  exemplar?: boolean;
}

interface Drawn<Kind extends string, Options, Custom> extends Omit<Panel, 'type' | 'options' | 'fieldConfig' | 'targets'> {
  type: Kind;
  options: Options;
  fieldConfig: Omit<FieldConfigSource, 'defaults'> & { defaults: Omit<FieldConfig, 'custom'> & { custom?: Custom } };
  targets: Target[];
}

// What Prometheus's data source reads of an annotation besides.
interface Annotation extends AnnotationQuery {
  expr: string;
  step: string;
  titleFormat: string;
  textFormat: string;
  tagKeys: string;
  useValueForTime: boolean;
}

export interface Board extends Omit<Dashboard, 'panels' | 'annotations'> {
  annotations: { list: Annotation[] };
  panels: Array<
    | RowPanel
    | Drawn<'stat', Stat.Options, {}>
    | Drawn<'timeseries', Series.Options, Series.FieldConfig>
    | Drawn<'table', Table.Options, {}>
    | Drawn<'heatmap', Heatmap.Options, Heatmap.FieldConfig>
    | Drawn<'trend', Trend.Options, Trend.FieldConfig>
    | Drawn<'state-timeline', Timeline.Options, Timeline.FieldConfig>
  >;
}

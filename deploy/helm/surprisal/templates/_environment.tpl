{{/* The options that other objects of the chart must agree with. What is not named here goes into scorer.settings. */}}
{{- define "surprisal.options" -}}
{{- $scorer := .Values.scorer -}}
bootstrap-servers: {{ .Values.kafka.bootstrapServers | quote }}
{{- if eq .Values.model.source "topic" }}
model-topic: {{ .Values.model.topic | quote }}
shadow-topic: {{ $scorer.topics.shadow | quote }}
{{- else }}
model: {{ include "surprisal.folder" .Values.model.path | quote }}
{{- end }}
application-id: {{ $scorer.applicationId | quote }}
threads: {{ int64 $scorer.threads | quote }}
images-topic: {{ $scorer.topics.images | quote }}
scores-topic: {{ $scorer.topics.scores | quote }}
anomalies-topic: {{ $scorer.topics.anomalies | quote }}
rejected-topic: {{ $scorer.topics.rejected | quote }}
partitions: {{ int64 $scorer.partitions | quote }}
create-topics: {{ and $scorer.createTopics (not .Values.topics.strimzi.enabled) | quote }}
alerts: {{ $scorer.alerts.enabled | quote }}
{{- if $scorer.alerts.enabled }}
alerts-topic: {{ $scorer.topics.alerts | quote }}
false-alerts-per-week: {{ include "surprisal.plain" $scorer.alerts.falseAlertsPerWeek | quote }}
images-per-second: {{ include "surprisal.plain" $scorer.alerts.imagesPerSecond | quote }}
silent-after: {{ int64 $scorer.alerts.silentAfter | quote }}
max-sources: {{ int64 $scorer.alerts.maxSources | quote }}
drift-images: {{ int64 $scorer.alerts.driftImages | quote }}
{{- end }}
measure-precision: {{ $scorer.measurePrecision | quote }}
{{- if $scorer.measurePrecision }}
labels-topic: {{ $scorer.topics.labels | quote }}
{{- end }}
{{- with $scorer.sourceHeader }}
source-header: {{ . | quote }}
{{- end }}
http-host: {{ $scorer.httpHost | quote }}
http-port: {{ int64 $scorer.httpPort | quote }}
state-dir: /tmp/state
{{- end }}

{{- define "surprisal.scorerEnvironment" -}}
{{- $options := include "surprisal.options" . | fromYaml -}}
{{- range $name, $value := .Values.scorer.settings -}}
{{- if hasKey $options $name -}}
{{- fail (printf "scorer.settings: %s is set by a value of its own; see the chart's README" $name) -}}
{{- end -}}
{{- $_ := set $options $name (include "surprisal.plain" $value) -}}
{{- end -}}
{{- range $name, $value := $options }}
- name: SURPRISAL_{{ $name | upper | replace "-" "_" }}
  value: {{ $value | quote }}
{{- end }}
- name: SURPRISAL_HEAP
  value: {{ include "surprisal.heap" . }}m
{{- with .Values.scorer.javaOptions }}
{{ include "surprisal.javaOptions" . }}
{{- end }}
{{- if .Values.kafka.secret.name }}
- name: SURPRISAL_CONFIG
  value: /etc/surprisal/{{ .Values.kafka.secret.settingsKey }}
{{- end }}
{{- with .Values.scorer.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end }}

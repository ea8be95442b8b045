{{/* Short enough for the longest name that is made of it: a CronJob's may have 52 characters. */}}
{{- define "surprisal.fullname" -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 43 | trimSuffix "-" -}}
{{- else if contains $name .Release.Name -}}
{{- .Release.Name | trunc 43 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 43 | trimSuffix "-" -}}
{{- end -}}
{{- end }}

{{/* The labels by which a component's pods are found; they never change. Takes (list $ component). */}}
{{- define "surprisal.selector" -}}
{{- $ := index . 0 -}}
app.kubernetes.io/name: {{ default $.Chart.Name $.Values.nameOverride | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/instance: {{ $.Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end }}

{{/* A pod's labels: without the versions, whose change alone would start it anew. Takes (list $ component). */}}
{{- define "surprisal.podLabels" -}}
{{ include "surprisal.selector" . }}
{{- with (index . 0).Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* All labels of an object. Takes (list $ component). */}}
{{- define "surprisal.labels" -}}
{{- $ := index . 0 -}}
{{ include "surprisal.podLabels" . }}
app.kubernetes.io/version: {{ $.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ $.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" $.Chart.Name $.Chart.Version | replace "+" "_" }}
{{- end }}

{{/* Takes (list $ image). */}}
{{- define "surprisal.image" -}}
{{- $ := index . 0 -}}
{{- with index . 1 -}}
{{- if .digest }}{{ .repository }}@{{ .digest }}{{ else }}{{ .repository }}:{{ default $.Chart.AppVersion .tag }}{{ end -}}
{{- end -}}
{{- end }}

{{- define "surprisal.serviceAccount" -}}
{{- default (ternary (include "surprisal.fullname" .) "default" .Values.serviceAccount.create) .Values.serviceAccount.name -}}
{{- end }}

{{/* What every pod has. */}}
{{- define "surprisal.pod" -}}
serviceAccountName: {{ include "surprisal.serviceAccount" . }}
automountServiceAccountToken: false
# The programs ignore the variables that Kubernetes injects for services; without them they need not say so.
enableServiceLinks: false
{{- with .Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  runAsNonRoot: true
  {{- with .Values.security.runAsUser }}
  runAsUser: {{ int64 . }}
  {{- end }}
  {{- with .Values.security.runAsGroup }}
  runAsGroup: {{ int64 . }}
  {{- end }}
  {{- with .Values.security.fsGroup }}
  fsGroup: {{ int64 . }}
  fsGroupChangePolicy: OnRootMismatch
  {{- end }}
  seccompProfile:
    type: RuntimeDefault
{{- end }}

{{/* What every container has. */}}
{{- define "surprisal.container" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities:
    drop: [ALL]
{{- end }}

{{/* The bundle's folder in a container. Takes the path within the volume. */}}
{{- define "surprisal.folder" -}}
{{- printf "/model/%s" . | trimSuffix "/" -}}
{{- end }}

{{/* A size in Mi or Gi as a number of MiB. */}}
{{- define "surprisal.mebibytes" -}}
{{- if hasSuffix "Gi" . }}{{ mul (trimSuffix "Gi" . | int64) 1024 }}{{ else }}{{ trimSuffix "Mi" . | int64 }}{{ end -}}
{{- end }}

{{/* The heap in MiB: what the memory limit leaves. */}}
{{- define "surprisal.heap" -}}
{{- $limit := include "surprisal.mebibytes" .Values.scorer.resources.limits.memory | int64 -}}
{{- $heap := sub $limit (include "surprisal.mebibytes" .Values.scorer.nonHeapMemory | int64) -}}
{{- if lt $heap 128 -}}
{{- fail (printf "scorer.resources.limits.memory: expected at least 128Mi above scorer.nonHeapMemory (%s), got %s" .Values.scorer.nonHeapMemory .Values.scorer.resources.limits.memory) -}}
{{- end -}}
{{- $heap -}}
{{- end }}

{{/* A number as people write it: Helm reads 1000000 as a floating-point number and would print 1e+06. */}}
{{- define "surprisal.plain" -}}
{{- if and (kindIs "float64" .) (eq (floor .) .) }}{{ int64 . }}{{ else }}{{ . }}{{ end -}}
{{- end }}

{{/* The JVM's options: the image's, which the variable replaces, and further ones. */}}
{{- define "surprisal.javaOptions" -}}
- name: JAVA_OPTS
  value: {{ printf "-XX:+ExitOnOutOfMemoryError %s" . | quote }}
{{- end }}

{{/* A rule or a dashboard with the addresses of this installation, as deploy/links writes them. Takes (list $ text). */}}
{{- define "surprisal.linked" -}}
{{- $links := (index . 0).Values.metrics.links -}}
{{- index . 1 | replace "http://localhost:9090/user" (trimSuffix "/" $links.runbooks) | replace "http://localhost:3000" (trimSuffix "/" $links.grafana) -}}
{{- end }}

{{/* Requests and limits without those that are null. Takes the values. */}}
{{- define "surprisal.resources" -}}
resources:
  {{- range $kind, $amounts := . }}
  {{ $kind }}:
    {{- range $name, $amount := $amounts }}
    {{- if not (kindIs "invalid" $amount) }}
    {{ $name }}: {{ quote $amount }}
    {{- end }}
    {{- end }}
  {{- end }}
{{- end }}

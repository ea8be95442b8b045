/** The meters, each declared once. Their names are a contract with dashboards and alerts. */
package dev.surprisal.stream.meter;

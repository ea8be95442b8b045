/** Every meter, each declared once; names are a contract with the dashboards. */
package dev.surprisal.stream.meter;

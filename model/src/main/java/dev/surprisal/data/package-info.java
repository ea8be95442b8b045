/** Image files on disk, each as a numbered set of grey images of one shape. */
package dev.surprisal.data;

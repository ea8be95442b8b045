/** The commands against a broker that demands TLS, SASL/SCRAM and the least ACLs. */
package dev.surprisal.stream.secure;

/**
 * Linking files that outgrow a machine, and studies spread over a cluster, on Apache Spark. What is computed is in {@code
 * io.permvi.applications.link} and the engine; here is how it is cut, spread and put together.
 */
package io.permvi.spark;

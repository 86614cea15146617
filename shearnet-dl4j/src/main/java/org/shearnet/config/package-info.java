/** Experiments as YAML files describe them, and where results come from. */
package org.shearnet.config;

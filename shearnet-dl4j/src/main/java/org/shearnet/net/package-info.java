/** Networks: their layers and architectures, the models trained from them, and the backend they compute on. */
package org.shearnet.net;

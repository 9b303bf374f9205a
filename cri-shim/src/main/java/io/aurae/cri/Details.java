// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import com.google.gson.JsonObject;
import io.aurae.proto.cells.v0.ExecutableStatus;
import io.aurae.proto.pods.v0.PodStatus;

/** What a verbose answer says beyond the CRI's own fields, as JSON for people. */
final class Details {
    private Details() {}

    static String of(PodStatus pod) {
        JsonObject details = new JsonObject();
        details.addProperty("pod", pod.getPod().getName());
        details.addProperty("pid", pod.getPid());
        details.addProperty("networkNamespace", pod.getNetworkNamespace());
        details.addProperty("socket", pod.getSocket());
        details.addProperty("message", pod.getMessage());
        return details.toString();
    }

    static String of(String cell, ExecutableStatus main) {
        JsonObject details = new JsonObject();
        details.addProperty("cell", cell);
        details.addProperty("executable", main.getExecutable().getName());
        details.addProperty("pid", main.getPid());
        return details.toString();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.cri.v1.ImageStatusRequest;
import io.aurae.cri.v1.ListImagesRequest;
import io.aurae.cri.v1.PullImageRequest;
import io.aurae.cri.v1.RemoveImageRequest;
import org.junit.jupiter.api.Test;

/** Images over the whole shim, in front of a node in memory. */
class ShimImagesTest extends WithShim {
    @Test
    void imagesArePulledListedAndRemoved() {
        String pulled = caller.pull();

        assertThat(pulled).isEqualTo(FakeImages.NGINX.getId());
        var listed = caller.images()
                .listImages(ListImagesRequest.getDefaultInstance())
                .getImages(0);
        assertThat(listed.getRepoTagsList()).containsExactly("docker.io/library/nginx:latest");
        assertThat(listed.getUid().getValue()).isEqualTo(101);

        caller.images()
                .removeImage(RemoveImageRequest.newBuilder()
                        .setImage(Caller.image(pulled))
                        .build());
        assertThat(caller.images()
                        .imageStatus(ImageStatusRequest.newBuilder()
                                .setImage(Caller.image("nginx"))
                                .build())
                        .hasImage())
                .isFalse();
    }

    @Test
    void whatTheNodeRefusesIsPassedOn() {
        assertThatThrownBy(() -> caller.images()
                        .pullImage(PullImageRequest.newBuilder()
                                .setImage(Caller.image("nope"))
                                .build()))
                .hasMessage("NOT_FOUND: image 'nope' does not exist");
    }
}

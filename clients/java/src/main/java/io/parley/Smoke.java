package io.parley;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.parley.v1.AddAgentsRequest;
import io.parley.v1.AgentSpec;
import io.parley.v1.Character;
import io.parley.v1.MessageServiceGrpc;
import io.parley.v1.RuntimeServiceGrpc;
import io.parley.v1.StreamMessageRequest;
import java.util.concurrent.TimeUnit;

/** Adds an agent to the server at HOST:PORT, says hello and prints the run. */
final class Smoke {
    public static void main(String[] arguments) {
        var channel = Grpc.newChannelBuilder(arguments[0], InsecureChannelCredentials.create()).build();
        var character = Character.newBuilder().setName("Smoke java").addPlugins("classic");
        var agent = AgentSpec.newBuilder().setCharacter(character);
        var add = AddAgentsRequest.newBuilder().addAgents(agent).setAutoStart(true).build();
        var added = RuntimeServiceGrpc.newBlockingStub(channel).addAgents(add);
        var request = StreamMessageRequest.newBuilder().setAgentId(added.getAgents(0).getAgentId());
        request.getMessageBuilder().getContentBuilder().setText("hello");
        var messages = MessageServiceGrpc.newBlockingStub(channel).withDeadlineAfter(30, TimeUnit.SECONDS);
        var frames = messages.streamMessage(request.build());
        while (frames.hasNext()) {
            for (var event : frames.next().getEventsList()) {
                System.out.print(event.getChunk().getText());
                if (event.hasEnded()) {
                    System.out.println("\nended " + event.getEnded().getRun().getStatus());
                    return;
                }
            }
        }
        throw new IllegalStateException("the stream ended before the run");
    }
}

// Command smoke adds an agent to the server at HOST:PORT, says hello and prints the run.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"time"

	parley "github.com/parley-agents/parley/clients/go/gen/parley/v1"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	channel := must(grpc.NewClient(os.Args[1], grpc.WithTransportCredentials(insecure.NewCredentials())))
	character := &parley.AgentSpec_Character{Character: &parley.Character{Name: "Smoke go", Plugins: []string{"classic"}}}
	add := &parley.AddAgentsRequest{Agents: []*parley.AgentSpec{{Definition: character}}, AutoStart: true}
	added := must(parley.NewRuntimeServiceClient(channel).AddAgents(ctx, add))
	send := &parley.StreamMessageRequest{AgentId: added.Agents[0].AgentId, Message: &parley.Memory{Content: &parley.Content{Text: "hello"}}}
	for stream := must(parley.NewMessageServiceClient(channel).StreamMessage(ctx, send)); ; {
		for _, event := range must(stream.Recv()).Events {
			fmt.Print(event.GetChunk().GetText())
			if event.GetEnded() != nil {
				fmt.Println("\nended", event.GetEnded().Run.Status)
				return
			}
		}
	}
}

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

package main
import ("context";"fmt";"os";"backofflab/scenario";"backofflab/sim";"backofflab/explain";"backofflab/experiment")
func main(){ for _,q:=range os.Args[1:]{ s,err:=scenario.ParseQuery(q); if err!=nil{fmt.Println(err);continue}
 title,lead:=explain.Scenario(s); fmt.Println(title,"|",lead)
 rs,err:=sim.Simulate(context.Background(),s,20000000); if err!=nil{fmt.Println(err);continue}
 for _,r:=range rs{ fmt.Printf("%-40s req %d att %d ok %d lost %d hedges %d won %d abandoned %d dropped %d to %d p50 %v p95 %v p99 %v p999 %v max %v\n",r.Strategy,r.Requests,r.Attempts,r.Successes,r.Lost(),r.Hedges,r.HedgesWon,r.Abandoned,r.Dropped,r.TimedOut,r.Completion.Quantile(.5),r.Completion.Quantile(.95),r.Completion.Quantile(.99),r.Completion.Quantile(.999),r.Completion.Max())}
 o:=experiment.Outcome{Results:rs}
 for _,f:=range explain.Story(s,o){fmt.Println("  *",f.Text)}
 a,t,_:=explain.Advise(context.Background(),s,rs); for _,x:=range a{fmt.Println("  >",x.Text,"|",x.Short)}; fmt.Println("  ",explain.Tried(t))
 }}

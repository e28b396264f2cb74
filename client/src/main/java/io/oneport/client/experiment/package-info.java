/**
 * What the commands {@code isolate}, {@code find}, {@code storm} and {@code compare} think: when to measure, and what the
 * figures say. These classes do no input or output and read no clock, so a test can give them any run.
 *
 * <ol>
 *   <li>{@code WindowPlan} says when it is calm and when it storms; {@code Shift} is how far a storm moves a figure,
 *       {@code Finding} what that means, and {@code IsolationVerdict} all findings together.
 *   <li>{@code RateSearch} says which rate to try next.
 *   <li>{@code Recovery} is how fast the sockets that a storm cut were back.
 *   <li>{@code Comparison} puts two runs side by side.
 * </ol>
 */
package io.oneport.client.experiment;

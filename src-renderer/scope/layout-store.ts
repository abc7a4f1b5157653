/** The columns of the page of runs. */
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';

/** See the head of this file. */
export const useLayoutStore = defineStore('layout', () => {
  /** Width a person dragged the left column to, in pixels; null: as the window's width wants it. */
  const leftWidth = shallowRef<number | null>(null);
  return { leftWidth };
});
